import { queryOptions } from '@tanstack/react-query';
import { answer, auditApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/audit.ts';
import { isProblem } from '../../api/problem.ts';
import { parametersOf, type AuditFilter } from './parameters.ts';

export type Entry = AnswerOf<operations['getEntry']>;
type Asked = NonNullable<operations['listEntries']['parameters']['query']>;

const AUDIT = 'audit';
const EACH = 100;

export const entriesKey = (filter: AuditFilter) => [AUDIT, 'entries', parametersOf(filter)];

export function entriesPage(filter: AuditFilter, cursor: string | undefined, signal: AbortSignal) {
  const query: Asked = {
    ...(parametersOf(filter) as Asked),
    limit: EACH,
    ...(cursor !== undefined && { cursor }),
  };
  return answer(auditApi.GET('/entries', { params: { query }, signal }));
}

/** null: there is none, or none any more. */
export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: [AUDIT, 'entry', id],
    queryFn: async ({ signal }): Promise<Entry | null> => {
      try {
        return await answer(auditApi.GET('/entries/{id}', { params: { path: { id } }, signal }));
      } catch (error) {
        if (isProblem(error, 404) || isProblem(error, 400)) return null;
        throw error;
      }
    },
  });

export type Format = 'ndjson' | 'csv' | 'ocsf.ndjson';

/** The same entries as a file. */
export function exportOf(filter: AuditFilter, format: Format): string {
  const query = new URLSearchParams(parametersOf(filter)).toString();
  return `/api/audit/entries.${format}${query === '' ? '' : `?${query}`}`;
}
