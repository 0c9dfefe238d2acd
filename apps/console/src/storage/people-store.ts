import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import { judgePerson, UNHEARD_MS, type PersonKnown, type PersonOfAccount } from '../people/person.js';
import type { AccountPage, WatchStore } from '../people/watch-people.js';
import { ABSOLUTE_SECONDS, IDLE_SECONDS } from '../sessions/session.js';
import { tell, type Asking } from './tell.js';

const CLAIM = `
  select tenant_id
    from claim_people_watch($1::timestamptz, make_interval(secs => ${IDLE_SECONDS}), make_interval(secs => $2), $3::int)`;

/** The subject is of the identity provider's tenant and of the object there: <tid>:<oid>. */
const ACCOUNTS = `
  select a.id, split_part(a.subject, ':', 2) as "externalId", a.person
    from accounts a
   where a.kind in ('oidc', 'saml')
     and ($2::uuid is null or a.id > $2::uuid)
     and exists (select
                   from sessions s
                  where s.account_id = a.id
                    and s.ends_at > $1::timestamptz
                    and s.seen_at > $1::timestamptz - make_interval(secs => ${IDLE_SECONDS}))
   order by a.id
   limit $3::int`;

const KNOW = `
  update accounts
     set person = $2::text
   where id = $1::uuid
     and person <> $2::text`;

const END = `
  delete from sessions
   where account_id = $1::uuid
  returning id`;

const HEARD = `
  update people_watch
     set unheard_since = null
   where tenant_id = $1::uuid
     and unheard_since is not null`;

const UNHEARD = `
  update people_watch
     set unheard_since = coalesce(unheard_since, $2::timestamptz)
   where tenant_id = $1::uuid
  returning unheard_since as since`;

/**
 * Those who signed in since are given the same time, from when the session began: whom Entra knows already may have said who they are
 * hours before. Of whom the directory never knew it need not vouch; who administers must
 * be able to look why it is silent.
 */
const END_UNHEARD = `
  delete from sessions s
   using accounts a
   where a.id = s.account_id
     and a.kind in ('oidc', 'saml')
     and a.person <> 'unknown'
     and a.roles && '{people,employee}'
     and not 'identity-administrator' = any (a.roles)
     and s.ends_at - make_interval(secs => ${ABSOLUTE_SECONDS}) <= $1::timestamptz
  returning s.id`;

const SINCE = `
  select unheard_since as since
    from people_watch
   where unheard_since <= $1::timestamptz`;

/** Whose sessions the directory has to vouch for. What ends is an act each, in the same transaction. */
export class PeopleStore implements WatchStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  async claim(at: Date, everyMs: number, most: number): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ tenant_id: string }>(CLAIM, [at, everyMs / 1_000, most]);
    return rows.map(({ tenant_id: id }) => id);
  }

  accounts(tenantId: string, { at, after, limit }: AccountPage): Promise<readonly PersonOfAccount[]> {
    return this.#of(tenantId, async (tx) => {
      return (await tx.query<PersonOfAccount & Record<string, unknown>>(ACCOUNTS, [at, after, limit])).rows;
    });
  }

  async judge(
    tenantId: string,
    accounts: readonly PersonOfAccount[],
    active: ReadonlyMap<string, boolean>,
  ): Promise<void> {
    for (const account of accounts) {
      const { person, ends } = judgePerson(account, active.get(account.externalId));
      if (person === account.person && ends === null) continue;
      await this.#settle(tenantId, { id: account.id, person, ends });
    }
  }

  async heard(tenantId: string): Promise<void> {
    await this.#of(tenantId, (tx) => tx.query(HEARD, [tenantId]));
  }

  async unheard(tenantId: string, at: Date): Promise<void> {
    const ended = await this.#of(tenantId, async (tx) => {
      const { rows } = await tx.query<{ since: Date }>(UNHEARD, [tenantId, at]);
      const latest = new Date(at.getTime() - UNHEARD_MS);
      if (rows[0] === undefined || rows[0].since > latest) return 0;
      return endAll(tx, tenantId, (await tx.query<{ id: string }>(END_UNHEARD, [latest])).rows, 'directory unheard');
    });
    if (ended > 0) this.#ring();
  }

  /** Null: it is asked, or has not been silent for long. */
  async unheardSince(tenantId: string, at: Date = new Date()): Promise<Date | null> {
    const latest = new Date(at.getTime() - UNHEARD_MS);
    return this.#of(tenantId, async (tx) => (await tx.query<{ since: Date }>(SINCE, [latest])).rows[0]?.since ?? null);
  }

  async #settle(
    tenantId: string,
    { id, person, ends }: { readonly id: string; readonly person: PersonKnown; readonly ends: string | null },
  ): Promise<void> {
    const ended = await this.#of(tenantId, async (tx) => {
      await tx.query(KNOW, [id, person]);
      return ends === null ? 0 : endAll(tx, tenantId, (await tx.query<{ id: string }>(END, [id])).rows, ends);
    });
    if (ended > 0) this.#ring();
  }

  #of<Result>(tenantId: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return work(tx);
    });
  }
}

async function endAll(
  tx: Transaction,
  tenantId: string,
  sessions: readonly { readonly id: string }[],
  because: string,
): Promise<number> {
  const asking: Asking = { requestId: uuid(), traceparent: null };
  const changes = [{ path: 'because', after: because }];
  for (const { id } of sessions) {
    await tell(tx, { act: 'sessions.end', object: { type: 'session', id }, tenantId, by: null, asking, changes });
  }
  return sessions.length;
}
