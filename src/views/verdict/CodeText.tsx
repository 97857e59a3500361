/** A number and its unit stay on one line. */
function kept(text: string): string {
  return text.replace(/(\d) (?=(?:ns|\u00b5s|ms|s|min|h|d|%|[KMGT]?i?B|pages?\/s|[kMG]bit\/s)(?![\w/]))/g, '$1\u00a0');
}

/** A sentence whose parts between back-ticks are names that one can grep for. */
export function CodeText({ text }: { readonly text: string }) {
  // Order and number of the parts are the text's own, so their places are their keys.
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={`${index}:${part}`}>{part}</code> : kept(part)));
}
