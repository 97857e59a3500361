/** One `key=value` of a link, as it stands there, escapes undone. */
export interface RawField {
  readonly key: string;
  readonly value: string;
}

/** A link taken apart and not yet understood. Upgraders work on this. */
export type RawLink = readonly RawField[];

/** More than any link of ours: the whole field table with 256 actions stays below. Longer text is cut at a field's end. */
export const MAX_LINK_CHARS = 16_384;

const LONE_SURROGATE = /[\ud800-\udfff]/gu;

/** How often a link that was escaped as a whole, by a mail program say, is unescaped. */
const MAX_ESCAPED = 3;

export interface SplitLink {
  readonly fields: RawLink;
  /** The text was longer than `MAX_LINK_CHARS`; what is beyond was not read. */
  readonly cut: boolean;
  /** A whole address without the `#` part that holds a scenario. */
  readonly withoutFragment: boolean;
}

/** Takes a whole URL, or a fragment with or without `#`, apart. Never throws, whatever the text. */
export function splitLink(text: string): SplitLink {
  const trimmed = text.trim();
  const cut = trimmed.length > MAX_LINK_CHARS;
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const hash = trimmed.indexOf('#');
  const withoutFragment = isUrl && hash < 0;
  if (withoutFragment) return { fields: [], cut: false, withoutFragment };
  const fragment = isUrl || !trimmed.slice(0, hash).includes('=') ? trimmed.slice(hash + 1) : trimmed;
  const kept = cut ? fragment.slice(0, Math.max(0, fragment.lastIndexOf('&', MAX_LINK_CHARS))) : fragment;
  const parts = unescapeWhole(kept).replaceAll('&amp;', '&').split('&');
  return { fields: parts.filter((part) => part.trim() !== '').map(splitField), cut, withoutFragment };
}

/** Escapes what would not survive in a fragment; letters, digits and the marks that fields use stay as they are. */
export function escapePart(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd').replace(/[^\w.,:;=/+*~@!()-]/gu, encodeURIComponent);
}

function splitField(part: string): RawField {
  const equals = part.indexOf('=');
  if (equals < 0) return { key: unescapePart(part), value: '' };
  return { key: unescapePart(part.slice(0, equals)), value: unescapePart(part.slice(equals + 1)) };
}

/** Undoes %-escapes; what is no escape stays (`zero=10%`). */
function unescapePart(part: string): string {
  return part
    .replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      try {
        return decodeURIComponent(escapes);
      } catch {
        return escapes;
      }
    })
    .trim();
}

function unescapeWhole(text: string): string {
  let result = text;
  for (let round = 0; round < MAX_ESCAPED && !result.includes('=') && result.includes('%'); round++) result = unescapePart(result);
  return result;
}
