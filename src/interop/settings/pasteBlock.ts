/** A text that somebody pastes in one place at one time. */
export interface PasteBlock {
  readonly id: string;
  readonly dialect: 'libvirt XML' | 'QEMU options' | 'QMP' | 'HMP' | 'virsh';
  /** Where and when: `host B, before it listens`. */
  readonly place: string;
  /** One line or several, without one at the end. */
  readonly text: string;
}

/** Stand-ins for names that only the reader knows. */
export const PLACEHOLDERS = { domain: 'guest', host: 'host-b', port: 4444 } as const;
