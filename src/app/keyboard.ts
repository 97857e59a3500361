import type { Command, KeyBinding } from '../views/command';

/** The part of a key press that decides. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The command that a key press means, if any. Ctrl and Meta belong to the browser, save where a command claims them. */
export function commandFor(press: KeyPress, commands: readonly Command[]): Command | undefined {
  if (press.altKey) return undefined;
  return commands.find((command) => command.keys.some((binding) => isPressed(binding, press)));
}

function isPressed(binding: KeyBinding, press: KeyPress): boolean {
  if ((binding.ctrl ?? false) !== (press.ctrlKey || press.metaKey)) return false;
  if (binding.shift !== undefined && binding.shift !== press.shiftKey) return false;
  if (binding.code !== undefined) return binding.code === press.code && !press.shiftKey === !binding.shift;
  return binding.key === press.key;
}

/** Whether keys belong to the element: text is typed there, or it has a use of its own for them. */
function takesKeys(target: EventTarget | null, press: KeyPress): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog[open], [popover]:popover-open') !== null) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return isTyping(target) || (!press.ctrlKey && isOwnKey(target, press.key));
  const presses = press.key === ' ' || press.key === 'Enter';
  return presses && target.closest('button, a, [role="button"], [role="tab"], summary') !== null;
}

function isTyping(input: HTMLInputElement): boolean {
  return !['range', 'checkbox', 'radio', 'button'].includes(input.type);
}

/** A slider moves by some keys, a switch and a choice by Space and arrows; Play, Find and Help stay what they are beside them. */
function isOwnKey({ type }: HTMLInputElement, key: string): boolean {
  return key.startsWith('Arrow') || (type === 'range' ? /^(Home|End|Page)/.test(key) : key === ' ' || key === 'Enter');
}

/** Lets keys do what the commands say, outside text fields and dialogs. Gives back what ends it. */
export function listenToKeys(window: Window, commands: readonly Command[]): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || takesKeys(event.target, event)) return;
    const command = commandFor(event, commands);
    if (command === undefined) return;
    event.preventDefault();
    command.run(event);
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
