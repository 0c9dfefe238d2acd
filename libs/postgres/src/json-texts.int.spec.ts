import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { jsonTexts } from './json-texts.js';

let database: TestDatabase<'service'>;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase({ name: 'json_texts', roles: { service: 'json_texts_service' } }, []);
  client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe('JSON texts as an array', () => {
  async function read(texts: readonly string[]): Promise<readonly string[]> {
    const { rows } = await client.query<{ texts: string[] }>('select $1::text[] as texts', [jsonTexts(texts)]);
    return rows[0]?.texts ?? [];
  }

  it('come to PostgreSQL as they were written, whatever is in them', async () => {
    // PostgreSQL's text holds no NUL; written as JSON, as here, it is an escape.
    const value = fc.anything({ withNullPrototype: false, maxDepth: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 5 }), async (values) => {
        const texts = values.map((one) => (JSON.stringify([one]) as string | undefined) ?? 'null');
        expect(await read(texts)).toEqual(texts);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['"', '\\', '\\"', '{},', 'NULL', ' ', '', '\u0000', '\n', '\u2028', '\ud800', '😀', '\u007f'])(
    'of %j, too',
    async (text) => {
      const texts = [JSON.stringify(text), JSON.stringify({ [text]: [text] })];
      expect(await read(texts)).toEqual(texts);
    },
  );
});
