import type { AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/scim-api.ts';

type Listed = AnswerOf<operations['listActivity']>;
export type Sent = Listed['items'][number];
export type Gap = Listed['gaps'][number];

/** A request, or that some are missing. */
export type Row = { readonly sent: Sent } | { readonly gap: Gap };

/** A page's requests with the gaps of their time, the newest first. The last page has what is before it, too. */
export function rowsOf({ items, gaps, next }: Pick<Listed, 'items' | 'gaps' | 'next'>): readonly Row[] {
  const oldest = items.at(-1)?.time ?? '';
  const own = gaps.filter(({ to }) => next === null || Date.parse(to) >= Date.parse(oldest));
  const rows: readonly Row[] = [...items.map((sent) => ({ sent })), ...own.map((gap) => ({ gap }))];
  return rows.toSorted((one, other) => endOf(other) - endOf(one));
}

/** Of many pages: each names the gaps after its own requests, which is once too often. */
export function withoutRepeats(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = keyOf(row);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

export function keyOf(row: Row): string {
  return 'gap' in row ? `${row.gap.from} ${row.gap.to}` : row.sent.requestId;
}

function endOf(row: Row): number {
  return Date.parse('gap' in row ? row.gap.to : row.sent.time);
}
