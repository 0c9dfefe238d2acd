import type { QueryRunner } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { adminActed } from '#contracts';
import { outboxInsert } from '#outbox';
import { migration } from '#postgres';

interface Stored {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly at: Date;
  readonly expiresAt: Date | null;
}

/** Tells the projections of the operators whose issue was told without what they are known by; what is revoked as ended. */
export const AnnounceOperators0062 = migration('AnnounceOperators1764000000062', async (runner) => {
  const events = (await storedIn(runner)).map(({ id, name, sha256, at, expiresAt }) =>
    adminActed(
      uuid(),
      {
        act: 'operators.issue',
        tenantId: null,
        object: { type: 'operator-credential', id },
        at,
        changes: [],
        operator: { name, sha256, expiresAt: expiresAt?.toISOString() ?? null },
      },
      { requestId: uuid(), traceparent: null, reason: 'told to the projections', name: 'upgrade' },
    ),
  );
  if (events.length === 0) return;
  const insert = outboxInsert(events);
  await runner.query(insert.text, insert.values);
});

async function storedIn(runner: QueryRunner): Promise<readonly Stored[]> {
  return (await runner.query(`
    select id, name, encode(token_hash, 'hex') as sha256, date_trunc('milliseconds', now()) as at,
           least(expires_at, revoked_at) as "expiresAt"
      from operator_credentials
     order by created_at, id`)) as Stored[];
}
