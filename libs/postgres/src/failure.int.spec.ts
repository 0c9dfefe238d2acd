import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { isInfrastructureFailure, withDatabase } from './index.js';

let database: TestDatabase<'reader'>;
let admin: Client;

beforeAll(async () => {
  database = await createTestDatabase({ name: 'rollcall_away', roles: { reader: 'rollcall_away_reader' } }, []);
  admin = new Client({ connectionString: withDatabase(database.ownerUrl, 'postgres') });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

/** What becomes of a statement on a connection of its own; null: it is done. */
async function failureOf(url: string, statement: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(statement);
    return null;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function told(statement: string): Promise<readonly unknown[]> {
  const error = await failureOf(database.url('reader'), statement);
  const { code } = error === null ? { code: null } : (error as { code: string });
  return [code, isInfrastructureFailure(error)];
}

describe('a database that lets nobody in', () => {
  it.each([
    ['has another name', '3D000', 'rename to', 'rename back'],
    ['is closed to all', '55000', 'with allow_connections false', 'with allow_connections true'],
    ['is closed to the role', '42501', 'revoke', 'grant'],
  ])('is one that is away, and no fault of a statement, where it %s', async (_how, code, closes, opens) => {
    await admin.query(statementOf(closes));
    try {
      expect(await told('select 1')).toEqual([code, true]);
    } finally {
      await admin.query(statementOf(opens));
    }
    expect(await told('select 1')).toEqual([null, false]);
  });
});

function statementOf(what: string): string {
  const { name } = database;
  const away = `${name}_away`;
  switch (what) {
    case 'rename to':
      return `alter database ${name} rename to ${away}`;
    case 'rename back':
      return `alter database ${away} rename to ${name}`;
    case 'revoke':
      return `revoke connect on database ${name} from public, rollcall_away_reader`;
    case 'grant':
      return `grant connect on database ${name} to rollcall_away_reader`;
    default:
      return `alter database ${name} ${what}`;
  }
}

describe('a statement', () => {
  it.each([
    ['42501', 'create role rollcall_nobody'],
    ['55000', 'select lastval()'],
  ])('is at fault with the same code: %s', async (code, statement) => {
    expect(await told(statement)).toEqual([code, false]);
  });
});
