import { type Bytes, GIB, KIB, MIB, PAGE_BYTES, type PageCount, type PageIndex } from '../base/units';
import { FIELDS } from '../scenario/fields';
import type { FieldName } from '../scenario/scenario';

/** What a search text names. */
export type FindTarget =
  | { readonly kind: 'page'; readonly page: PageIndex; readonly text: string }
  | { readonly kind: 'field'; readonly field: FieldName; readonly text: string };

const UNITS: Readonly<Record<string, number>> = { KiB: KIB, MiB: MIB, GiB: GIB, TiB: 1024 * GIB };

/**
 * Finds the page or the field that a text names: `0x62aec4` or `404164` is a GFN if the guest has it, else a guest-physical
 * address; `24.7GiB` is an address; anything else the beginning or a part of a field's name or label.
 */
export function findTarget(text: string, guestPages: PageCount, pageBytes: Bytes = PAGE_BYTES): FindTarget | undefined {
  const wanted = text.trim();
  if (wanted === '') return undefined;
  return findPage(wanted, guestPages, pageBytes) ?? findFieldNamed(wanted.toLowerCase());
}

function findPage(wanted: string, guestPages: PageCount, pageBytes: Bytes): FindTarget | undefined {
  const sized = /^(\d+(?:\.\d+)?)\s*([KMGT]iB)$/.exec(wanted);
  const number = sized === null ? numberIn(wanted) : Number(sized[1]) * (UNITS[sized[2] ?? ''] ?? 1);
  if (number === undefined) return undefined;
  const isGfn = sized === null && number < guestPages;
  const page = isGfn ? number : Math.floor(number / pageBytes);
  if (page >= guestPages) return undefined;
  return { kind: 'page', page, text: `GFN 0x${page.toString(16)}${isGfn ? '' : `, address 0x${Math.floor(number).toString(16)}`}` };
}

function numberIn(wanted: string): number | undefined {
  return /^(0x[0-9a-f]{1,13}|\d{1,15})$/i.test(wanted) ? Number(wanted) : undefined;
}

function findFieldNamed(wanted: string): FindTarget | undefined {
  const names = FIELDS.map((field) => ({ field, text: `${field.name} ${field.label}`.toLowerCase() }));
  const found = names.find(({ text }) => text.startsWith(wanted)) ?? names.find(({ text }) => text.includes(wanted));
  return found === undefined ? undefined : { kind: 'field', field: found.field.name, text: `field ${found.field.name}` };
}
