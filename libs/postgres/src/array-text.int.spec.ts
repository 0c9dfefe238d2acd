import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { arrayText } from './array-text.js';

let database: TestDatabase<'service'>;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase({ name: 'array_text', roles: { service: 'array_text_service' } }, []);
  client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function read(type: string, values: readonly unknown[]): Promise<unknown> {
  const { rows } = await client.query<{ values: unknown }>(`select $1::${type}[] as values`, [arrayText(values)]);
  return rows[0]?.values;
}

describe('an array as text', () => {
  it('comes to PostgreSQL as it is, whatever its texts hold', async () => {
    // PostgreSQL's text holds no NUL, and no half of a pair.
    const text = fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\0', ''));
    const awkward = fc.constantFrom('', 'NULL', 'null', '"', '\\', '\\"', '{}', ',', ' ', '\n', "'", '\u001e', '😀');
    const values = fc.array(fc.option(fc.oneof(text, awkward)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(values, async (given) => expect(await read('text', given)).toEqual(given)),
      { numRuns: 200 },
    );
  });

  it('holds numbers and truth values', async () => {
    expect(await read('integer', [1, null, -2_147_483_648])).toEqual([1, null, -2_147_483_648]);
    expect(await read('bigint', [9_007_199_254_740_993n])).toEqual(['9007199254740993']);
    expect(await read('float8', [0.1, -1e300])).toEqual([0.1, -1e300]);
    expect(await read('boolean', [true, null, false])).toEqual([true, null, false]);
  });

  it('leaves to pg what is something else', async () => {
    const at = new Date('2026-01-05T09:00:00.123Z');
    expect(arrayText([at])).toEqual([at]);
    expect(await read('timestamptz', [at, undefined])).toEqual([at, null]);
    expect(await read('bytea', [Buffer.from('a')])).toEqual([Buffer.from('a')]);
  });
});
