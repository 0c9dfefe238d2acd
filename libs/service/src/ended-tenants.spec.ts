import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { eraseEnded } from './ended-tenants.js';

const OVERDUE = Object.assign(new Error('canceling statement due to statement timeout'), {
  code: '57014',
  severity: 'ERROR',
});

/** A database in which the rows of one tenant take too long. */
function databaseOf(
  tenants: readonly string[],
  failing: string,
): { readonly pool: Pick<Pool, 'query'>; readonly erased: string[] } {
  const erased: string[] = [];
  const query = (text: string, [tenantId]: readonly string[] = []): Promise<unknown> => {
    if (text.includes('erase_tenant')) {
      if (tenantId === failing) return Promise.reject(OVERDUE);
      erased.push(tenantId ?? '');
      return Promise.resolve({ rows: [{ removed: 0 }], rowCount: 1 });
    }
    return Promise.resolve({ rows: tenants.map((id) => ({ tenantId: id })), rowCount: tenants.length });
  };
  // Of a pool, as much as is asked for here.
  return { pool: { query } as unknown as Pick<Pool, 'query'>, erased };
}

describe('tenants that have ended', () => {
  it('are erased where the rows of one before them cannot be removed in time, and that is told', async () => {
    const { pool, erased } = databaseOf(['a', 'b', 'c'], 'a');
    await expect(eraseEnded(pool)).rejects.toBe(OVERDUE);
    expect(erased).toEqual(['b', 'c']);
  });
});
