import { createIndexConcurrently, dropIndexConcurrently, migration } from '#postgres';

/**
 * The groups of a member in the order in which they are read and left: the first hundred of twenty thousand are a hundred
 * entries of the index, and not twenty thousand rows that are sorted. Built beside the writers.
 */
export const MembershipOrder0024 = migration(
  'MembershipOrder1764000000024',
  async (runner) => {
    await createIndexConcurrently(runner, {
      name: 'group_members_of_member',
      definition: 'on group_members (tenant_id, member_id, group_id)',
    });
    await dropIndexConcurrently(runner, 'group_members_member');
  },
  { transaction: false },
);
