import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/**
 * How long a resource is as text, of those that are written from now on; the others are measured when they are read. A
 * column without a default is an entry in the catalogue, and the release before neither reads nor writes it.
 */
export const ResourceBytes11 = migration('ResourceBytes0000000000011', () => [
  `alter table ${LIVE_SCHEMA}.employee_versions add column if not exists resource_bytes integer`,
]);
