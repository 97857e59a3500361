import { useEffect, useRef, useState, type FormEvent, type ReactElement } from 'react';
import { useLaboratory } from '../laboratory';
import { ModalDialog } from '../ModalDialog';
import { CodeText } from '../verdict/CodeText';
import type { AdviceLine, AdviceNews } from './adviceFacts';
import { wantedDowntime } from './wantedDowntime';
import './operate.css';

const NONE_YET: AdviceNews = { helps: [], fails: [], current: undefined, sentence: undefined };

/** Runs changes of the scenario, when asked to, and lists those that help, each to be opened. */
export function AdviceDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { startAdvice, openVariant } = useLaboratory();
  const [text, setText] = useState('');
  const [news, setNews] = useState<AdviceNews>();
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const wanted = wantedDowntime(text);
  const isRunning = news !== undefined && news.sentence === undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isRunning || !wanted.ok) return;
    setNews(NONE_YET);
    stop.current = startAdvice(wanted.value, setNews);
    if (stop.current === undefined) setNews({ ...NONE_YET, sentence: 'This part of the page is not loaded yet.' });
  };
  const end = (): void => {
    stop.current?.();
    setNews((found = NONE_YET) => ({ ...found, current: undefined, sentence: 'Stopped.' }));
  };
  const open = (difference: string): void => {
    onClose();
    openVariant(difference);
  };
  return (
    <ModalDialog title="What would help" onClose={onClose}>
      <p>Each change that may help is computed to its end, beside the run that is shown. What is listed was seen to arrive.</p>
      <form className="advice-form" onSubmit={submit}>
        <label htmlFor="advice-downtime">Longest stop wanted</label>
        <input id="advice-downtime" type="text" className="mono" placeholder="any; or 500ms" value={text} spellCheck={false} autoComplete="off" disabled={isRunning}
          aria-invalid={!wanted.ok} aria-describedby="advice-wrong" onChange={(event) => setText(event.target.value)} />
        {/* Keys: were it one element, a press of Stop would go on as that of what stands there then. */}
        {isRunning
          ? <button key="stop" type="button" className="button" onClick={end}>Stop</button>
          : <button key="run" type="submit" className="button primary" disabled={!wanted.ok}>{news === undefined ? 'Run the changes' : 'Run again'}</button>}
        <span id="advice-wrong" role="alert">{wanted.ok ? '' : wanted.error}</span>
      </form>
      {news === undefined ? undefined : <Found news={news} onOpen={open} />}
    </ModalDialog>
  );
}

function Found({ news, onOpen }: { readonly news: AdviceNews; readonly onOpen: (difference: string) => void }): ReactElement {
  const { helps, fails, current, sentence } = news;
  return (
    <>
      <output className="advice-sentence"><CodeText text={sentence ?? (current === undefined ? 'The engine starts.' : `Run ${current.number} of at most ${current.atMost}: \`${current.difference}\``)} /></output>
      {current === undefined ? undefined : <p className="advice-computed">{current.computed} computed</p>}
      <ul className="advice-helps" aria-label="helps">
        {helps.map((line) => <Line key={line.difference} line={line} onOpen={onOpen} />)}
      </ul>
      {fails.length === 0 ? undefined : (
        <details className="advice-fails">
          <summary>Run, and no help: {fails.length}</summary>
          <ul>{fails.map(({ difference, outcome }) => <li key={difference}><code>{difference}</code>: {outcome}</li>)}</ul>
        </details>
      )}
    </>
  );
}

function Line({ line, onOpen }: { readonly line: AdviceLine; readonly onOpen: (difference: string) => void }): ReactElement {
  const { difference, outcome, remark } = line;
  return (
    <li>
      <div>
        <code>{difference}</code>
        <strong>{outcome}</strong>
        <span>{remark}</span>
      </div>
      <button type="button" className="button" aria-label={`Open ${difference}`} onClick={() => onOpen(difference)}>Open</button>
    </li>
  );
}
