/** A fragment with some of its fields replaced, each written `field=value`. A new script replaces the old one whole. */
export function withDifference(fragment: string, difference: string): string {
  const changed = new Set(difference.split('&').map(fieldOf));
  const kept = fragment.replace(/^#/, '').split('&').filter((part) => !changed.has(fieldOf(part)));
  return `#${[...kept, difference].join('&')}`;
}

function fieldOf(part: string): string {
  return part.slice(0, part.indexOf('='));
}
