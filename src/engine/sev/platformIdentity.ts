/** What firmware finds when it verifies a certificate chain. */
export type ChainCondition = 'valid' | 'malformed' | 'bad-signature';

/** Identity of one host's firmware. Keys are names, not key material: equal names are equal keys. */
export interface PlatformIdentity {
  /** Platform Diffie-Hellman key; unique per host. */
  readonly pdh: number;
  /** Owner certificate authority: hosts of one owner share it. */
  readonly oca: string;
  readonly apiMajor: number;
  readonly apiMinor: number;
  /** How PDH, PEK, CEK, ASK and ARK verify. */
  readonly chain: ChainCondition;
}

/** What a source shows its firmware about the target: certificates as the VMM was given them (QEMU's sev-pdh, sev-plat-cert, sev-amd-cert). */
export interface TargetCertificates {
  readonly pdh: number;
  /** PEK, OCA, CEK (6252 B). The PEK carries the API version. */
  readonly platform?: Pick<PlatformIdentity, 'oca' | 'apiMajor' | 'apiMinor' | 'chain'>;
  /** ASK and ARK were given. */
  readonly amd: boolean;
}

/** SEV API version of AMD's published Genoa firmware and its predecessors' interface: 1.55. */
export const DEFAULT_API = { apiMajor: 1, apiMinor: 55 } as const;

/** The certificates that a host exports for its peers (PDH_CERT_EXPORT and AMD's key server). */
export function exportCertificates(identity: PlatformIdentity): TargetCertificates {
  const { pdh, oca, apiMajor, apiMinor, chain } = identity;
  return { pdh, platform: { oca, apiMajor, apiMinor, chain }, amd: true };
}
