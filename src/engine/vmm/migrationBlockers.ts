import type { EngineConfig } from '../config';

/** Why QEMU or KVM refuses `migrate` before the first page, in the order of its checks; empty: it starts. */
export function migrationBlockers(config: EngineConfig): readonly string[] {
  const { kind } = config.guest;
  if (kind === 'pef') return ['PEF: Migration is not implemented'];
  if (config.mechanism === 'psp' && kind === 'sev-es') return ['SEV: Migration is not implemented'];
  if (config.mechanism === 'psp' && kind === 'sev-snp') return ['SEV-SNP: Migration is not implemented'];
  return [];
}
