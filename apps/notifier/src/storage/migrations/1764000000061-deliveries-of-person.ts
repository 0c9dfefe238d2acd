import { createIndexConcurrently, migration } from '#postgres';

/** Readers ask for the mails about somebody. */
export const DeliveriesOfPerson1764000000061 = migration(
  'DeliveriesOfPerson1764000000061',
  async (runner) => {
    await createIndexConcurrently(runner, {
      schema: 'mailing',
      name: 'deliveries_of_person',
      definition: 'on mailing.deliveries (tenant_id, person_id, made_at desc, id desc) where person_id is not null',
    });
    await runner.query('grant select (person_id) on mailing.deliveries to rollcall_notifier_reader');
  },
  { transaction: false },
);
