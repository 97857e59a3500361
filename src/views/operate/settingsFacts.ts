/** A text to paste, as the dialog of the settings shows it. */
export interface SettingsBlock {
  readonly id: string;
  /** QMP, HMP, virsh, libvirt XML, QEMU options. */
  readonly dialect: string;
  readonly place: string;
  readonly text: string;
}

/** What brings a scenario's settings to a real system. */
export interface SettingsFacts {
  readonly blocks: readonly SettingsBlock[];
  /** Names stand between back-ticks. */
  readonly notes: readonly string[];
}
