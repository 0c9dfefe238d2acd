import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { joinedTexts, joinTexts } from './join-texts.js';

let database: TestDatabase<'service'>;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase({ name: 'join_texts', roles: { service: 'join_texts_service' } }, []);
  client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe('JSON texts as one parameter', () => {
  async function read(texts: readonly string[]): Promise<readonly string[]> {
    const { rows } = await client.query<{ texts: string[] }>(`select ${joinedTexts(1)} as texts`, [joinTexts(texts)]);
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

  it.each(['"', '\\', '\\"', '{},', 'NULL', ' ', '', '\u0000', '\n', '\u001e', '\u2028', '\ud800', '😀', '\u007f'])(
    'of %j, too',
    async (text) => {
      const texts = [JSON.stringify(text), JSON.stringify({ [text]: [text] })];
      expect(await read(texts)).toEqual(texts);
    },
  );
});
