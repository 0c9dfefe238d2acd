import { migration } from '#postgres';

/** The process compares what has run with what its release needs (libs/postgres, assertSchema). */
export const SchemaKnown0009 = migration('SchemaKnown1764000000009', () => [
  'grant select on public.migrations to rollcall_activity',
]);
