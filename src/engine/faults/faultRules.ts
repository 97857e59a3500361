import type { FaultRule } from './fault';

const SEV = ['sev', 'sev-es', 'sev-snp'] as const;
const POWER = ['pef'] as const;
const FIRMWARE = ['psp'] as const;
const HELPED = ['mirror-rfc', 'mirror-ring', 'mailbox'] as const;
const MOVED_PRIVATELY = [...FIRMWARE, ...HELPED] as const;
const TOLD = ['rfc-v1', 'v10-list', 'v13-msr', 'merged'] as const;

/** Where each fault can happen: apart from what is said of it, since every script is held to this. */
export const FAULT_RULES: Readonly<Record<string, FaultRule>> = {
  'F-01': { injectable: true, scope: { guests: SEV, interfaces: TOLD }, target: 'page' },
  'F-02': { injectable: true, scope: { guests: SEV, interfaces: TOLD, needs: ['shared-pages'] }, target: 'page' },
  'F-03': { injectable: true, scope: { guests: SEV, interfaces: ['v10-list', 'v13-msr', 'merged'], needs: ['later-reboot', 'shared-pages'] } },
  'F-04': { injectable: true, scope: { guests: SEV, interfaces: ['v10-list', 'v13-msr', 'merged'], needs: ['migrate', 'shared-pages'] } },
  'F-05': { injectable: true, scope: { guests: SEV, interfaces: TOLD, needs: ['migrate', 'conversions'] } },
  'F-06': { injectable: true, scope: { guests: SEV, interfaces: TOLD, needs: ['migrate'] }, target: 'page' },
  'F-07': { injectable: true, scope: { guests: SEV, interfaces: ['rfc-v1'], needs: ['migrate', 'shared-pages'] }, target: 'page' },
  'F-08': { injectable: true, scope: { guests: SEV, interfaces: ['rfc-v1'], needs: ['migrate', 'shared-pages'] } },
  'F-09': { injectable: true, scope: { guests: ['sev'], mechanisms: FIRMWARE, needs: ['migrate'] } },
  'F-10': { injectable: true, scope: { guests: ['sev'], mechanisms: FIRMWARE, needs: ['migrate'] }, target: ['source', 'destination'] },
  'F-11': { injectable: true, scope: { guests: ['sev'], mechanisms: FIRMWARE, needs: ['later-migrate'] }, target: ['domain', 'nosend', 'api', 'sev'] },
  'F-12': { injectable: true, scope: { guests: ['sev'], mechanisms: FIRMWARE, needs: ['later-migrate', 'domain-policy'] }, target: ['malformed', 'bad-signature'] },
  'F-13': { injectable: true, scope: { guests: SEV, mechanisms: MOVED_PRIVATELY, needs: ['later-migrate'] } },
  'F-14': { injectable: true, scope: { guests: SEV, mechanisms: MOVED_PRIVATELY, needs: ['migrate'] } },
  'F-15': { injectable: true, scope: { guests: SEV, mechanisms: MOVED_PRIVATELY, needs: ['migrate'] } },
  'F-16': { injectable: true, scope: { guests: SEV, mechanisms: MOVED_PRIVATELY, needs: ['migrate'] } },
  'F-17': { injectable: true, scope: { guests: ['sev'], mechanisms: FIRMWARE, needs: ['migrate'] } },
  'F-18': { injectable: true, scope: { guests: ['sev'], mechanisms: FIRMWARE, needs: ['migrate'] }, target: ['notifier'] },
  'F-19': {
    injectable: true, scope: { guests: ['sev'], mechanisms: FIRMWARE, needs: ['migrate'] },
    target: ['setup', 'query', 'start', 'round', 'stop', 'list', 'acknowledged', 'finished'], targetNeeds: { setup: ['later-migrate'], query: ['later-migrate'] },
  },
  'F-20': { injectable: true, scope: { guests: SEV }, target: 'page' },
  'F-21': { injectable: true, scope: { guests: SEV, needs: ['later-registration'] } },
  'F-22': { injectable: true, scope: { guests: SEV, needs: ['demand-pinning'] } },
  'F-23': { injectable: true, scope: { guests: SEV, needs: ['unpinning'] } },
  'F-24': { injectable: true, scope: { guests: SEV, mechanisms: HELPED, needs: ['later-migrate'] }, target: ['before-context', 'after-vcpu', 'of-mirror'] },
  'F-25': { injectable: true, scope: { guests: SEV, mechanisms: HELPED, needs: ['later-migrate'] } },
  'F-26': { injectable: true, scope: { guests: SEV, mechanisms: ['mirror-ring'], needs: ['migrate'] } },
  'F-27': { injectable: true, scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate'] } },
  'F-28': { injectable: true, scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate'] }, target: ['mmio', 'shutdown', 'internal-error'] },
  'F-29': { injectable: true, scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate'] } },
  'F-30': { injectable: true, scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate', 'later-hotplug'] } },
  'F-31': { injectable: true, scope: { guests: POWER, needs: ['switch', 'later-hotplug'] } },
  'F-32': { injectable: true, scope: { guests: POWER, needs: ['later-switch', 'gfn-states'] } },
  'F-33': { injectable: true, scope: { guests: POWER, needs: ['later-switch', 'paged-out', 'gfn-states'] } },
  'F-34': { injectable: true, scope: { guests: POWER, needs: ['switch'] } },
  'F-35': { injectable: true, scope: { guests: POWER, needs: ['switch'] } },
  'F-36': { injectable: true, scope: { guests: POWER, needs: ['switch', 'later-reboot'] } },
  'F-37': { injectable: true, scope: { guests: POWER, needs: ['switch'] } },
  'F-38': { injectable: true, scope: { guests: POWER, needs: ['later-switch'] } },
  'F-39': { injectable: true, scope: { guests: SEV, interfaces: ['v13-msr', 'merged'] }, target: ['reject', 'accept'] },
  'F-40': { injectable: true, scope: { guests: SEV, interfaces: ['v13-msr', 'merged'] }, target: ['cpl-3', 'unaligned', 'no-pages', 'overflow'] },
};
