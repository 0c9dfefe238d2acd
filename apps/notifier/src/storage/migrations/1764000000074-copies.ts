import { createIndexConcurrently, migration } from '#postgres';

/** The copies of a delivery; built beside the writers. */
export const CopiesIndex1764000000074 = migration(
  'CopiesIndex1764000000074',
  async (runner) => {
    await createIndexConcurrently(runner, {
      schema: 'mailing',
      name: 'deliveries_copied',
      definition: 'on mailing.deliveries (copy_of, tenant_id, id) where copy_of is not null',
    });
  },
  { transaction: false },
);
