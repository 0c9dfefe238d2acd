import { describe, expect, it } from '@jest/globals';
import { types as known, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { eachText } from './each-text.js';
import type { Transaction } from './transaction.js';

/** Parses as pg does: what the statement's own parser makes of a value is what stays in the row. */
function table(texts: readonly string[]) {
  const left = [...texts];
  const kept: unknown[] = [];
  const said: string[] = [];
  const tx: Transaction = {
    query<Row extends QueryResultRow>(statement: string | QueryConfig): Promise<QueryResult<Row>> {
      const { text, types } = typeof statement === 'string' ? { text: statement, types: undefined } : statement;
      said.push(text);
      const count = Number(/^fetch (\d+)/.exec(text)?.[1] ?? 0);
      const parse: (value: string) => unknown = (types ?? known).getTypeParser(known.builtins.TEXT, 'text');
      const values = left.splice(0, count).map((value): unknown => parse(value));
      kept.push(...values);
      const rows = values.map((line) => ({ line }));
      return Promise.resolve({ rows, command: '', rowCount: rows.length, oid: 0, fields: [] } as never);
    },
  };
  return { tx, kept, said };
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, n) => `line ${n}`);

describe('reading all of a table', () => {
  it.each([0, 1, 1_999, 2_000, 2_001, 4_000])(
    'gives each of %d texts once and in order, and keeps none',
    async (count) => {
      const { tx, kept, said } = table(texts(count));
      const seen: string[] = [];
      expect(await eachText(tx, 'select line', (text) => seen.push(text))).toBe(count);
      expect(seen).toEqual(texts(count));
      expect(kept.every((value) => value === null)).toBe(true);
      expect([said[0], said.at(-1)]).toEqual(['declare texts no scroll cursor for select line', 'close texts']);
    },
  );
});
