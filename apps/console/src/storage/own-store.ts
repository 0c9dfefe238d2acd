import type { Pool } from 'pg';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import type { Answered, Passkey } from '../sessions/passkey.js';
import { IDLE_SECONDS, MOST_SESSIONS, type Method, type Session } from '../sessions/session.js';
import { tell, type Asking } from './tell.js';

/** Of one account: one for each machine, and one in a safe. */
export const MOST_PASSKEYS = 10;

const SESSIONS = `
  select id, methods, address, auth_time as "authTime", seen_at as "seenAt", ends_at as "endsAt"
    from sessions
   where account_id = $1::uuid
     and ends_at > now()
     and seen_at > now() - make_interval(secs => ${IDLE_SECONDS})
   order by ends_at desc, id desc
   limit ${MOST_SESSIONS}`;

const END_ONE = `
  delete from sessions where account_id = $1::uuid and id = $2::uuid`;

const END_OTHERS = `
  delete from sessions where account_id = $1::uuid and id <> $2::uuid`;

const PASSKEYS = `
  select id, made_at as "madeAt", last_used_at as "lastUsedAt"
    from passkeys
   where account_id = $1::uuid
   order by made_at, id
   limit ${MOST_PASSKEYS}`;

/** Whoever adds or takes away waits for one another: the last one stays. */
const LOCK = `
  select 1 from accounts where id = $1::uuid for update`;

const ANSWER = `
  insert into used_challenges (hash, expires_at)
  values ($1::bytea, $2::timestamptz)
      on conflict do nothing`;

const ADD = `
  insert into passkeys (id, tenant_id, account_id, public_key, counter, transports)
  values ($1::text, $2::uuid, $3::uuid, $4::bytea, $5::bigint, $6::text[])
      on conflict do nothing`;

const REMOVE = `
  delete from passkeys where account_id = $1::uuid and id = $2::text`;

export interface OwnSession {
  readonly id: string;
  readonly methods: readonly Method[];
  readonly address: string | null;
  readonly authTime: Date;
  readonly seenAt: Date;
  readonly endsAt: Date;
}

export interface OwnPasskey {
  readonly id: string;
  readonly madeAt: Date;
  readonly lastUsedAt: Date | null;
}

export type Added = 'added' | 'answered' | 'known' | 'too-many';
export type Removed = 'removed' | 'unknown' | 'last';

type Account = Pick<Session['account'], 'id' | 'tenantId'>;

/** What somebody has: sessions of theirs, and passkeys. Each change is an act, in the same transaction. */
export class OwnStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  sessions(account: Account): Promise<readonly OwnSession[]> {
    return this.#of(
      account,
      async (tx) => (await tx.query<OwnSession & Record<string, unknown>>(SESSIONS, [account.id])).rows,
    );
  }

  /** False: it is none of theirs. */
  async endOne({ account }: Session, id: string, asking: Asking): Promise<boolean> {
    const isEnded = await this.#of(account, async (tx) => {
      if ((await tx.query(END_ONE, [account.id, id])).rowCount === 0) return false;
      const changes = [{ path: 'because', after: 'signed out elsewhere' }];
      const { tenantId, id: by } = account;
      await tell(tx, { act: 'sessions.end', object: { type: 'session', id }, tenantId, by, asking, changes });
      return true;
    });
    if (isEnded) this.#ring();
    return isEnded;
  }

  /** All but this one, as one act. */
  async endOthers({ id, account }: Session, asking: Asking): Promise<void> {
    await this.#of(account, async (tx) => {
      const ended = (await tx.query(END_OTHERS, [account.id, id])).rowCount ?? 0;
      const changes = [{ path: 'sessions', before: String(ended + 1), after: '1' }];
      const { tenantId, id: by } = account;
      await tell(tx, { act: 'sessions.end', object: { type: 'account', id: by }, tenantId, by, asking, changes });
    });
    this.#ring();
  }

  passkeys(account: Account): Promise<readonly OwnPasskey[]> {
    return this.#of(
      account,
      async (tx) => (await tx.query<OwnPasskey & Record<string, unknown>>(PASSKEYS, [account.id])).rows,
    );
  }

  async addPasskey(
    account: Account,
    { hash, expiresAt, passkey }: Answered & { readonly passkey: Passkey },
    asking: Asking,
  ): Promise<Added> {
    const { id, publicKey, counter, transports } = passkey;
    const added = await this.#of(account, async (tx): Promise<Added> => {
      await tx.query(LOCK, [account.id]);
      const { length } = (await tx.query(PASSKEYS, [account.id])).rows;
      if (length >= MOST_PASSKEYS) return 'too-many';
      if ((await tx.query(ANSWER, [hash, expiresAt])).rowCount === 0) return 'answered';
      const values = [id, account.tenantId, account.id, Buffer.from(publicKey), counter, transports];
      if ((await tx.query(ADD, values)).rowCount === 0) return 'known';
      await tellPasskeys(tx, account, { act: 'passkeys.add', before: length, after: length + 1, asking });
      return 'added';
    });
    if (added === 'added') this.#ring();
    return added;
  }

  async removePasskey(account: Account, id: string, asking: Asking): Promise<Removed> {
    const removed = await this.#of(account, async (tx): Promise<Removed> => {
      await tx.query(LOCK, [account.id]);
      const { rows } = await tx.query<{ id: string }>(PASSKEYS, [account.id]);
      if (!rows.some((one) => one.id === id)) return 'unknown';
      if (rows.length === 1) return 'last';
      await tx.query(REMOVE, [account.id, id]);
      const { length } = rows;
      await tellPasskeys(tx, account, { act: 'passkeys.remove', before: length, after: length - 1, asking });
      return 'removed';
    });
    if (removed === 'removed') this.#ring();
    return removed;
  }

  #of<Result>({ tenantId }: Account, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return work(tx);
    });
  }
}

interface Changed {
  readonly act: 'passkeys.add' | 'passkeys.remove';
  readonly before: number;
  readonly after: number;
  readonly asking: Asking;
}

/** Of the account: an authenticator's own id is nobody's business. */
async function tellPasskeys(
  tx: Transaction,
  { id, tenantId }: Account,
  { act, before, after, asking }: Changed,
): Promise<void> {
  const changes = [{ path: 'passkeys', before: String(before), after: String(after) }];
  await tell(tx, { act, object: { type: 'account', id }, tenantId, by: id, asking, changes });
}
