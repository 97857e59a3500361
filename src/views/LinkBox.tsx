import { Fragment, type FormEvent, type ReactElement } from 'react';
import { CopyButton } from './CopyButton';
import { useLaboratory } from './laboratory';
import { useAppState } from './useAppState';

/** The link of what is shown, as text that can be read and edited by hand; and a box for one that was pasted. */
export function LinkBox(): ReactElement {
  const { link, openLink } = useLaboratory();
  // The link follows from these two; the address bar carries the moment.
  useAppState((state) => state.scenario);
  useAppState((state) => state.preset);
  const fragment = link({ whole: false, withMoment: false });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = new FormData(form).get('link');
    if (typeof text === 'string' && text.trim() !== '') openLink(text);
    form.reset();
  };
  return (
    <section className="link-box" aria-label="Link">
      <h2>
        Link
        <CopyButton label="copy" text={() => link({ whole: true, withMoment: false })} />
      </h2>
      <p className="mono link-text">
        {fragment.split('&').map((part, index) => (
          <Fragment key={part}>
            {index === 0 ? null : <wbr />}
            <LinkPart text={index === 0 ? part : `&${part}`} />
          </Fragment>
        ))}
      </p>
      <form onSubmit={submit}>
        <input name="link" type="text" aria-label="paste a link" placeholder="paste a link" spellCheck={false} autoComplete="off" className="mono" />
      </form>
    </section>
  );
}

/** What departs from the preset is underlined. */
function LinkPart({ text }: { readonly text: string }): ReactElement {
  return /^(#|&preset=|&model=)/.test(text) ? <>{text}</> : <b>{text}</b>;
}
