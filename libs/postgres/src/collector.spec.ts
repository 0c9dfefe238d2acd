import { describe, expect, it } from '@jest/globals';
import { Connection, types, type QueryResult } from 'pg';
import { SentTogether } from './together.js';

const STATEMENTS = [
  { name: 'begin', text: 'begin' },
  { name: 'counted', text: 'select n, name from counted' },
  { text: 'select 1 as one' },
];
const INTEGER = 23;
const TEXT = 25;
const COUNTED = [field('n', INTEGER), field('name', TEXT)];

function field(name: string, dataTypeID: number): object {
  return { name, dataTypeID, format: 'text' };
}

/** A connection that keeps the kinds of what was sent on it, each request's by themselves (PostgreSQL, "Message Formats"). */
function connectionThatKeeps(requests: string[]): Connection {
  const connection = new Connection();
  const write = (message: Buffer): boolean => {
    let kinds = '';
    for (let at = 0; at < message.length; at += 1 + message.readInt32BE(at + 1))
      kinds += String.fromCharCode(message[at] ?? 0);
    return requests.push(kinds) > 0;
  };
  Object.assign(connection, { stream: { writable: true, write } });
  return connection;
}

/** Sends them, and answers with a row of each that has rows; its description first where it was asked for. */
async function answered(
  connection: Connection,
  described: boolean,
  row: readonly (string | null)[] | null,
): Promise<readonly QueryResult[]> {
  const { promise, ...ending } = Promise.withResolvers<readonly QueryResult[]>();
  const query = new SentTogether(STATEMENTS, ending);
  Object.assign(query._result, { _types: types });
  query.submit(connection);
  query.handleCommandComplete({ text: 'BEGIN' }, connection);
  if (described) query.handleRowDescription({ fields: COUNTED });
  if (row !== null) query.handleDataRow({ fields: row });
  query.handleCommandComplete({ text: `SELECT ${row === null ? 0 : 1}` }, connection);
  query.handleRowDescription({ fields: [field('one', INTEGER)] });
  query.handleDataRow({ fields: ['1'] });
  query.handleCommandComplete({ text: 'SELECT 1' }, connection);
  query.handleReadyForQuery(connection);
  return promise;
}

describe('what is sent together on a connection', () => {
  it('asks once how the rows of a prepared statement are, and each time of what has no name', async () => {
    const requests: string[] = [];
    const connection = connectionThatKeeps(requests);
    await answered(connection, true, ['1', 'a']);
    await answered(connection, false, ['2', 'b']);
    expect(requests).toEqual(['PBDEPBDEPBDES', 'BEBEPBDES']);
  });

  it('reads rows that were not described again as those that were, and finds none where there are none', async () => {
    const connection = connectionThatKeeps([]);
    const first = await answered(connection, true, ['1', 'a']);
    const second = await answered(connection, false, ['2', null]);
    const third = await answered(connection, false, null);
    expect([first, second, third].map((results) => results.map(({ rows }) => rows))).toEqual([
      [[], [{ n: 1, name: 'a' }], [{ one: 1 }]],
      [[], [{ n: 2, name: null }], [{ one: 1 }]],
      [[], [], [{ one: 1 }]],
    ]);
  });

  it('asks again on another connection', async () => {
    const requests: string[] = [];
    await answered(connectionThatKeeps(requests), true, ['1', 'a']);
    await answered(connectionThatKeeps(requests), true, ['1', 'a']);
    expect(requests[1]).toBe(requests[0]);
  });
});
