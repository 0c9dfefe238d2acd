import type { QueryConfig, QueryResultRow } from 'pg';
import { isUuid } from '../uuid.js';
import type { Reads } from './reads.js';

type ById<Resource> = (tenantId: string, id: string) => Promise<Resource | null>;

/** Reads one resource; what is no id names none. @param statement rows of these ids */
export function readById<Resource>(
  lookUps: Reads['lookUps'],
  statement: (ids: readonly string[]) => QueryConfig,
  toResource: (row: QueryResultRow) => Resource,
): ById<Resource> {
  return async (tenantId, id) => {
    if (!isUuid(id)) return null;
    const [row] = await lookUps.byKey(tenantId, statement, id);
    return row === undefined ? null : toResource(row);
  };
}
