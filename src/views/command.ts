/** One key of the keyboard: `code` for a place on it (WASD), `key` for a character, wherever the layout puts it. */
export interface KeyBinding {
  /** As the help prints it. */
  readonly label: string;
  readonly code?: string;
  readonly key?: string;
  readonly shift?: boolean;
  readonly ctrl?: boolean;
}

/** What a command may ask of the key press that called it. */
export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

/** One thing that can be done, as data: the keyboard, the help dialog and the docs read the same list. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'playing' | 'map' | 'timeline' | 'page';
  readonly keys: readonly KeyBinding[];
  readonly run: (pressed: PressedKey) => void;
}
