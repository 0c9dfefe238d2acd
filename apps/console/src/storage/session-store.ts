import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import {
  ABSOLUTE_SECONDS,
  type Account,
  type EndsIn,
  type Former,
  hashOf,
  IDLE_SECONDS,
  MOST_SESSIONS,
  newToken,
  type Session,
  type SignIn,
  type SignInWay,
} from '../sessions/session.js';
import { SharedLooks } from '../sessions/shared-looks.js';
import { accountOf, type IsOpenIn } from './account-of.js';
import { rowOfSession, type SessionRow } from './session-row.js';
import { tell, type Asking } from './tell.js';

const FIND = `
  select * from session_of($1::bytea, make_interval(secs => $2), $3::boolean)`;

/** The newest of its account stay, so that with the one to come there are as many as may be: all last equally long from their beginning. */
const MAKE_ROOM = `
  delete from sessions
   where account_id = $1::uuid
     and id not in (select id
                      from sessions
                     where account_id = $1::uuid
                     order by ends_at desc, id desc
                     limit ${MOST_SESSIONS - 1})`;

const BEGIN = `
  insert into sessions (id, token_hash, tenant_id, account_id, methods, address, auth_time, sid, way, ends_at)
  values ($1::uuid, $2::bytea, $3::uuid, $4::uuid, $5::text[], $6::text, coalesce($7::timestamptz, now()), $8::text, $9::text,
          now() + make_interval(secs => ${ABSOLUTE_SECONDS}))`;

const END = `
  delete from sessions where id = $1::uuid returning way`;

/** By the clock of the database, which ends it. */
const ENDS_IN = `
  select greatest(floor(extract(epoch from seen_at - now())) + ${IDLE_SECONDS}, 0)::int as unused,
         greatest(floor(extract(epoch from ends_at - now())), 0)::int as anyway
    from sessions
   where id = $1::uuid`;

const WAY = `
  select way from sessions where id = $1::uuid`;

const PREFER = `
  update accounts
     set locale = coalesce($2::text, locale),
         theme = coalesce($3::text, theme)
   where id = $1::uuid`;

export interface SessionStoreOptions {
  readonly pool: Pool;
  /** Of connections for finding sessions alone: every request does, and waits behind no transaction of others. */
  readonly finding: Pool;
  /** Told after each act. */
  readonly ring: () => void;
  /** What a sign-in costs its account. @throws what refuses it */
  readonly charge: (signIn: SignIn) => Promise<void>;
}

/** Sessions and accounts. Each that begins and each that somebody ends is an act, in the same transaction. */
export class SessionStore {
  readonly #options: SessionStoreOptions;
  readonly #pool: Pool;
  readonly #looks = new SharedLooks((token: string) => this.#look(token, true));
  readonly #glances = new SharedLooks((token: string) => this.#look(token, false));

  constructor(options: SessionStoreOptions) {
    this.#options = options;
    this.#pool = options.pool;
  }

  /** As it is after this was asked. @param isAttended whether it goes on by that */
  find(token: string, isAttended = true): Promise<Session | null> {
    return (isAttended ? this.#looks : this.#glances).of(token);
  }

  async #look(token: string, isAttended: boolean): Promise<Session | null> {
    const hash = hashOf(token);
    if (hash === undefined) return null;
    const { finding } = this.#options;
    const { rows } = await finding.query<SessionRow>({ name: 'find-session', text: FIND }, [
      hash,
      IDLE_SECONDS,
      isAttended,
    ]);
    return rows[0] === undefined ? null : rowOfSession(rows[0]);
  }

  /**
   * A new session, under a new id: nobody can have known it before.
   *
   * @param former what the browser came with, which ends
   * @returns what the cookie gets
   * @throws BarredError, NoAccountError, ClosedError, or RateExceeded for an account that signs in again and again
   */
  async begin(signIn: SignIn, asking: Asking, former: Former | null, isOpenIn?: IsOpenIn): Promise<string> {
    await this.#options.charge(signIn);
    const token = newToken();
    await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, signIn.tenantId);
      const { id: accountId, emergency, roles } = await accountOf(tx, signIn, isOpenIn);
      // Behind the account, in the order in which whoever else ends its sessions locks the two.
      if (former !== null) await endIn(tx, former, { asking, because: 'replaced' });
      await scopeToTenant(tx, signIn.tenantId);
      await tx.query(MAKE_ROOM, [accountId]);
      const id = uuid();
      const { tenantId, methods, address, authTime = null, sid = null, way = null } = signIn;
      await tx.query(BEGIN, [id, hashOf(token), tenantId, accountId, methods, address, authTime, sid, way]);
      const changes = [
        { path: 'methods', after: methods.join(' ') },
        { path: 'roles', after: roles.join(' ') },
      ];
      const object = { type: 'session', id };
      await tell(tx, { act: 'sessions.begin', object, tenantId, by: accountId, asking, changes });
      if (emergency) await tellEmergency(tx, { tenantId, accountId, asking });
    });
    this.#options.ring();
    return token;
  }

  /** @returns by which settings of the tenant it began */
  async end(session: Session, asking: Asking): Promise<SignInWay | null> {
    const way = await inTransaction(this.#pool, (tx) => endIn(tx, session, { asking, because: 'signed out' }));
    this.#options.ring();
    return way;
  }

  /** One that has ended meanwhile does so at once. */
  async endsIn({ id, account: { tenantId } }: Former): Promise<EndsIn> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const { rows } = await tx.query<EndsIn & Record<string, unknown>>(ENDS_IN, [id]);
      return rows[0] ?? { unused: 0, anyway: 0 };
    });
  }

  /** By which settings of the tenant it began. null: by none, or before that was kept. */
  async wayOf({ id, account: { tenantId } }: Former): Promise<SignInWay | null> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const { rows } = await tx.query<{ way: SignInWay | null }>(WAY, [id]);
      return rows[0]?.way ?? null;
    });
  }

  /** What is null stays as it is. */
  async prefer({ id, tenantId }: Account, locale: string | null, theme: string | null): Promise<void> {
    await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      await tx.query(PREFER, [id, locale, theme]);
    });
  }

  /** All accounts of a tenant that is no more, and with them their sessions. */
  async forgetTenant(tenantId: string): Promise<void> {
    await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      // First, as whoever signs in locks it first: afterwards they find none.
      await tx.query('delete from sign_on where tenant_id = $1::uuid', [tenantId]);
      await tx.query('delete from approvals where tenant_id = $1::uuid', [tenantId]);
      await tx.query('delete from accounts where tenant_id = $1::uuid', [tenantId]);
      await tx.query('delete from setup_links where tenant_id = $1::uuid', [tenantId]);
    });
  }

  /** The tenants that there is anybody of, in the order of their ids. @param after those beyond this one */
  async tenants(after: string): Promise<readonly string[]> {
    const text = 'select tenant_id from account_tenants($1::uuid)';
    const { rows } = await this.#pool.query<{ tenant_id: string }>(text, [after]);
    return rows.map(({ tenant_id: id }) => id);
  }

  async prune(keepDays: number): Promise<void> {
    const text = 'select prune_accounts(make_interval(secs => $1), make_interval(days => $2))';
    await this.#pool.query(text, [IDLE_SECONDS, keepDays]);
  }
}

/** Beside the session's own: the notifier writes to those who look after the tenant. */
async function tellEmergency(
  tx: Transaction,
  { tenantId, accountId, asking }: { readonly tenantId: string; readonly accountId: string; readonly asking: Asking },
): Promise<void> {
  const object = { type: 'account', id: accountId };
  await tell(tx, { act: 'emergency-accounts.use', object, tenantId, by: accountId, asking, changes: [] });
}

/** One that has ended meanwhile is not told again. */
async function endIn(
  tx: Transaction,
  { id, account }: Former,
  { asking, because }: { asking: Asking; because: string },
): Promise<SignInWay | null> {
  await scopeToTenant(tx, account.tenantId);
  const [ended] = (await tx.query<{ way: SignInWay | null }>(END, [id])).rows;
  if (ended === undefined) return null;
  const { tenantId, id: by } = account;
  const changes = [{ path: 'because', after: because }];
  await tell(tx, { act: 'sessions.end', object: { type: 'session', id }, tenantId, by, asking, changes });
  return ended.way;
}
