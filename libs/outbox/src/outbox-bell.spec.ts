import { describe, expect, it } from '@jest/globals';
import type { QueryConfig } from 'pg';
import { eventually } from '../../../test/support/eventually.js';
import { OutboxBell } from './outbox-bell.js';

function countingPool(answer: () => Promise<unknown> = () => Promise.resolve()) {
  const statements: QueryConfig[] = [];
  const query = (statement: QueryConfig): Promise<unknown> => {
    statements.push(statement);
    return answer();
  };
  // Of a pool the bell uses this one overload of this one method.
  return { statements, pool: { query } as unknown as ConstructorParameters<typeof OutboxBell>[0] };
}

describe('the bell', () => {
  it('rings at once, and once more at the end of the gap for all that came in it', async () => {
    const { pool, statements } = countingPool();
    const bell = new OutboxBell(pool, { gap: 5 });
    for (let n = 0; n < 100; n += 1) bell.ring();
    expect(statements).toHaveLength(1);
    await eventually('the second ring', () => statements.length === 2);
    bell.close();
  });

  it('rings no more once it is closed', async () => {
    const { pool, statements } = countingPool();
    const bell = new OutboxBell(pool, { gap: 5 });
    bell.ring();
    bell.ring();
    bell.close();
    bell.ring();
    const after = performance.now() + 20;
    await eventually('the gap is over', () => performance.now() > after);
    expect(statements).toHaveLength(1);
  });

  it('survives a connection that breaks: the poll finds what it did not tell', async () => {
    const { pool, statements } = countingPool(() => Promise.reject(new Error('Connection terminated')));
    const bell = new OutboxBell(pool, { gap: 1 });
    bell.ring();
    bell.ring();
    await eventually('it rings again all the same', () => statements.length === 2);
    bell.close();
  });
});
