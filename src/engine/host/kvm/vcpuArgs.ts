/** `vcpu 0 to 3`: each of a VM's vCPUs, for a call that comes once for each. */
export function vcpuArgs(vcpus: number): string {
  return vcpus === 1 ? 'vcpu 0' : `vcpu 0 to ${vcpus - 1}`;
}
