import { createIndexConcurrently, dropIndexConcurrently, migration } from '#postgres';

/**
 * The mails of a group that were released, without the one that grows: with it, the planner takes this index for that one,
 * too, as long as ANALYZE has not seen how many a group has, and reads them all. The release before is served by it as well.
 */
export const ReleasedGroups1764000000021 = migration(
  'ReleasedGroups1764000000021',
  async (runner) => {
    await createIndexConcurrently(runner, {
      schema: 'mailing',
      name: 'deliveries_released_last',
      definition: `on mailing.deliveries (tenant_id, template, group_key, released_at)
                   where group_key is not null and released_at is not null`,
    });
    await dropIndexConcurrently(runner, 'mailing.deliveries_released');
  },
  { transaction: false },
);
