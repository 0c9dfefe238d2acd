import type { Letter } from './letter.js';

/** A row for each, of which the first has the label: a line has an end. */
export function listOf(label: string, values: readonly string[]): Letter['rows'] {
  return values.map((value, index) => [index === 0 ? label : '', value] as const);
}

export function rowOf(label: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.length === 0 ? [] : [[label, values.join(', ')]];
}
