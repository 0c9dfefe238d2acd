import { evenTenants, migration } from '#postgres';

/** One plan for each look-up, whatever ANALYZE has seen of a tenant; and what this release asks of its schema. */
export const EvenTenants1764000000001 = migration('EvenTenants1764000000001', () => [
  ...evenTenants('projection', 'people'),
  ...evenTenants('mailing', 'deliveries'),
  // A process compares them with what its release needs (libs/postgres, refuseOlderSchema).
  'grant select on public.migrations to rollcall_notifier, rollcall_notifier_reader',
]);
