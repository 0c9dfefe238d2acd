import { createIndexConcurrently, migration, type NewIndex } from '#postgres';

/** The indexes over the columns of the migration before, built beside the writers. */
export const PeopleIndexes1764000000003 = migration(
  'PeopleIndexes1764000000003',
  async (runner) => {
    for (const index of INDEXES) await createIndexConcurrently(runner, index);
  },
  { transaction: false },
);

const INDEXES: readonly NewIndex[] = [
  {
    schema: 'projection',
    name: 'people_by_mail',
    definition: 'on projection.people (tenant_id, mail_key) where mail_key is not null',
  },
  {
    schema: 'projection',
    name: 'people_by_number',
    // Topics keep numbers of any length, and an index row has room for 2,700 bytes.
    definition: 'on projection.people (tenant_id, left(employee_number, 200)) where employee_number is not null',
  },
  {
    schema: 'projection',
    name: 'people_without_details',
    definition: 'on projection.people (tenant_id) where details_version is distinct from version',
  },
  {
    schema: 'mailing',
    name: 'deliveries_waiting_people',
    definition: `on mailing.deliveries (tenant_id, person_id) where status = 'waiting' and person_id is not null`,
  },
];
