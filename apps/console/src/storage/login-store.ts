import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { inTransaction, scopeToTenant } from '#postgres';
import type { Former, SignIn } from '../sessions/session.js';
import type { LoginState } from '../sign-on/login-state.js';
import { tell, type Asking } from './tell.js';

/** At every replica the first alone. */
const USE = `
  insert into used_logins (hash, expires_at)
  values ($1::bytea, $2::timestamptz)
      on conflict do nothing`;

const FIND_ACCOUNT = `
  select id
    from accounts
   where tenant_id = $1::uuid
     and subject = $2::text
     and kind in ('oidc', 'saml')`;

/** What goes with a role goes by a trigger. */
const TAKE_ROLES = `
  update accounts
     set roles = '{}'
   where tenant_id = $1::uuid
     and subject = $2::text
     and kind in ('oidc', 'saml')
  returning id`;

const END_ALL = `
  delete from sessions where account_id = $1::uuid`;

const OF_SID = `
  select * from sessions_of_sid($1::text)`;

const END = `
  delete from sessions where id = $1::uuid`;

/** A session of somebody who signed out at Entra. */
interface OfSid {
  readonly id: string;
  readonly tenant_id: string;
  readonly account_id: string;
  readonly subject: string;
}

/** What comes back from Entra: logins that were used, and sessions that end because of what Entra says. */
export class LoginStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  /** False: it was used before, here or at another replica. */
  async use({ id, expiresAt }: Pick<LoginState, 'id' | 'expiresAt'>): Promise<boolean> {
    const hash = createHash('sha256').update(id).digest();
    return (await this.#pool.query(USE, [hash, new Date(expiresAt)])).rowCount === 1;
  }

  /** Whether the account is the one of that subject. */
  async isAccount(account: string, subject: string, tenantId: string): Promise<boolean> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const { rows } = await tx.query<{ id: string }>(FIND_ACCOUNT, [tenantId, subject]);
      return rows[0]?.id === account;
    });
  }

  /** Somebody to whom Entra gives no role any more, or never gave one: whoever was in is out, and the audit log says who came. */
  async endRoleless({ tenantId, subject }: Pick<SignIn, 'tenantId' | 'subject'>, asking: Asking): Promise<void> {
    await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const [account] = (await tx.query<{ id: string }>(TAKE_ROLES, [tenantId, subject])).rows;
      const ended = account === undefined ? 0 : ((await tx.query(END_ALL, [account.id])).rowCount ?? 0);
      // The object's id in Entra, where there is no account.
      const by = account?.id ?? subject.slice(subject.indexOf(':') + 1);
      const changes = [
        { path: 'because', after: 'no-role' },
        { path: 'sessions', before: String(ended), after: '0' },
      ];
      const object = { type: 'account', id: by };
      await tell(tx, { act: 'sign-ons.refuse', object, tenantId, by, type: 'stranger', asking, changes });
    });
    this.#ring();
  }

  /** Whoever signed out at Entra is signed out here: one entry each. @param tid undefined: it says nothing of it */
  async endOfSid(sid: string, tid: string | undefined, asking: Asking): Promise<number> {
    const { rows } = await this.#pool.query<OfSid & Record<string, unknown>>(OF_SID, [sid]);
    const own = rows.filter(({ subject }) => tid === undefined || subject.startsWith(`${tid}:`));
    for (const { id, tenant_id: tenantId, account_id } of own) {
      await this.#end({ id, account: { id: account_id, tenantId } }, asking);
    }
    if (own.length > 0) this.#ring();
    return own.length;
  }

  async #end({ id, account }: Former, asking: Asking): Promise<void> {
    const { tenantId, id: by } = account;
    await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      if ((await tx.query(END, [id])).rowCount === 0) return;
      const changes = [{ path: 'because', after: 'signed out at Entra' }];
      await tell(tx, { act: 'sessions.end', object: { type: 'session', id }, tenantId, by, asking, changes });
    });
  }
}
