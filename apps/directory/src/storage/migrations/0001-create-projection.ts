import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { projectionTables } from '../schema.js';

/** TypeORM orders migrations by the number at the end of their names. */
export const CreateProjection1 = migration('CreateProjection0000000000001', () => [
  // Both are trusted extensions of PostgreSQL's own contrib: the owner of a database may create them.
  'create extension if not exists pg_trgm schema public',
  'create extension if not exists btree_gin schema public',
  ...projectionTables(LIVE_SCHEMA),
]);
