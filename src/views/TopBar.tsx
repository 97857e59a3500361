import type { ReactElement } from 'react';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { PresetMenu } from './PresetMenu';
import { Transport } from './Transport';
import { useActions, useAppState } from './useAppState';
import type { Layout } from './useLayout';

/** Name, story, transport, tools. On a phone the transport is at the bottom instead. */
export function TopBar({ layout }: { readonly layout: Layout }): ReactElement {
  const { openDialog } = useActions();
  const isPhone = layout === 'phone';
  return (
    <header className="top-bar">
      <div className="brand">
        <Icon name="logo" />
        <span>Sealift</span>
      </div>
      <PresetMenu />
      <UndoButton />
      {isPhone ? null : <Transport />}
      <div className="tools">
        {isPhone || layout === 'medium' ? (
          <IconButton icon="link" name="Share" onClick={() => openDialog('share')} />
        ) : (
          <button type="button" className="tool" onClick={() => openDialog('share')}>
            <Icon name="link" /> Share
          </button>
        )}
        <ThemeButton />
        {isPhone ? null : <IconButton icon="help" name="Help" hint="?" onClick={() => openDialog('help')} />}
      </div>
    </header>
  );
}

function UndoButton(): ReactElement {
  const { undo } = useActions();
  const canUndo = useAppState((state) => state.past.length > 0);
  return <IconButton icon="undo" name="Undo" hint="Ctrl+Z" disabled={!canUndo} onClick={undo} />;
}

function ThemeButton(): ReactElement {
  const { setTheme } = useActions();
  const theme = useAppState((state) => state.theme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return <IconButton icon="theme" name={`Theme: ${theme}, switch to ${other}`} onClick={() => setTheme(other)} />;
}
