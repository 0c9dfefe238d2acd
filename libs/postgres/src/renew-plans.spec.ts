import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ClientBase } from 'pg';
import { renewPlans } from './renew-plans.js';

/** A connection that only says what it was asked. */
function connection(): { readonly client: ClientBase; readonly asked: string[] } {
  const asked: string[] = [];
  const query = async (text: string): Promise<void> => void asked.push(text);
  // The code under test uses no more of a client than this.
  return { client: { query } as unknown as ClientBase, asked };
}

describe('the plans of a connection', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('are kept for a second, and then made anew', () => {
    const { client, asked } = connection();
    renewPlans(client);
    jest.advanceTimersByTime(999);
    renewPlans(client);
    expect(asked).toEqual([]);
    jest.advanceTimersByTime(1);
    renewPlans(client);
    renewPlans(client);
    expect(asked).toEqual(['discard plans']);
    jest.advanceTimersByTime(1_000);
    renewPlans(client);
    expect(asked).toEqual(['discard plans', 'discard plans']);
  });

  it('are its own: another connection has no older ones', () => {
    const [one, another] = [connection(), connection()];
    renewPlans(one.client);
    jest.advanceTimersByTime(1_000);
    renewPlans(another.client);
    expect(another.asked).toEqual([]);
  });
});
