import { describe, expect, it } from '@jest/globals';
import { Connection, type QueryResult } from 'pg';
import { placeTogether, SentTogether } from './together.js';

const STATEMENTS = [{ text: 'begin' }, { text: 'commit' }];
const ENDED = new Error('terminating connection due to administrator command');

/** What becomes of it when the session ends behind the answers of the first so many statements. */
async function endedBehind(answers: number): Promise<{ query: SentTogether; outcome: readonly QueryResult[] | Error }> {
  const connection = new Connection();
  const { promise, ...ending } = Promise.withResolvers<readonly QueryResult[]>();
  const query = new SentTogether(STATEMENTS, ending);
  for (const { text } of STATEMENTS.slice(0, answers)) {
    query.handleCommandComplete({ text: text.toUpperCase() }, connection);
  }
  query.handleError(ENDED, connection);
  return { query, outcome: await promise.catch(() => ENDED) };
}

describe('statements sent together, whose session ends before the message that follows all answers', () => {
  it('are answered where the last of them is: what the server has said it has done', async () => {
    const { query, outcome } = await endedBehind(2);
    expect(outcome).toMatchObject([{ command: 'BEGIN' }, { command: 'COMMIT' }]);
    expect(query.hasEnded).toBe(true);
  });

  it('fail where it is not', async () => {
    const { query, outcome } = await endedBehind(1);
    expect([outcome, placeTogether(ENDED), query.hasEnded]).toEqual([ENDED, 1, false]);
  });
});
