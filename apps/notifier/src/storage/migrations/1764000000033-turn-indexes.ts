import { createIndexConcurrently, migration } from '#postgres';

/** Which tenants have something to send, and what a digest gathers; built beside the writers. */
export const TurnIndexes1764000000033 = migration(
  'TurnIndexes1764000000033',
  async (runner) => {
    await createIndexConcurrently(runner, {
      schema: 'mailing',
      name: 'deliveries_due_of_tenant',
      definition: `on mailing.deliveries (tenant_id, due_at) where status = 'pending'`,
    });
    await createIndexConcurrently(runner, {
      schema: 'mailing',
      name: 'deliveries_of_digest',
      // With the tenant, which the policy asks for: else two indexes are combined where ANALYZE has seen nothing yet.
      definition: 'on mailing.deliveries (digest_id, tenant_id, id) where digest_id is not null',
    });
  },
  { transaction: false },
);
