import { expect, test } from 'vitest';
import { vcpuArgs } from '../../../../src/engine/host/kvm/vcpuArgs';

test('one vCPU is no range', () => {
  expect([1, 2, 16].map(vcpuArgs)).toEqual(['vcpu 0', 'vcpu 0 to 1', 'vcpu 0 to 15']);
});
