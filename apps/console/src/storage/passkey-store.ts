import type { Pool } from 'pg';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import type { Answered, Passkey } from '../sessions/passkey.js';
import type { Role, SignIn } from '../sessions/session.js';
import type { SetupLink } from '../sessions/setup-link.js';
import { tell, type Asking } from './tell.js';

const FIND = `
  select * from find_passkey($1::text)`;

const ANSWER = `
  insert into used_challenges (hash, expires_at)
  values ($1::bytea, $2::timestamptz)
      on conflict do nothing`;

const USE_LINK = `
  update setup_links
     set used_at = now()
   where id = $1::uuid
     and used_at is null
     and expires_at > now()`;

const MAKE_ACCOUNT = `
  insert into accounts (id, tenant_id, kind, subject, name, roles)
  values ($1::uuid, $2::uuid, 'local', $1::text, $3::text, $4::text[])`;

const KEEP = `
  insert into passkeys (id, tenant_id, account_id, public_key, counter, transports)
  values ($1::text, $2::uuid, $3::uuid, $4::bytea, $5::bigint, $6::text[])
      on conflict do nothing`;

/** A counter that is not above the one before is a copy's; authenticators that do not count always say 0. */
const USED = `
  update passkeys
     set counter = $2::bigint, last_used_at = now()
   where id = $1::text
     and (counter < $2::bigint or (counter = 0 and $2::bigint = 0))`;

interface Row {
  readonly public_key: Buffer;
  readonly counter: string;
  readonly transports: readonly string[];
  readonly account_id: string;
  readonly tenant_id: string;
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

export interface KnownPasskey extends Passkey {
  /** Whom it lets in. */
  readonly owner: Pick<SignIn, 'tenantId' | 'subject' | 'name' | 'roles'>;
}

/** Somebody who makes an account by a setup link. */
export interface NewAccount {
  readonly link: SetupLink;
  readonly name: string;
  readonly made: Answered & { readonly passkey: Passkey };
}

/** Passkeys, and the accounts that setup links make for them. */
export class PasskeyStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  async find(id: string): Promise<KnownPasskey | null> {
    const { rows } = await this.#pool.query<Row>({ name: 'find-passkey', text: FIND }, [id]);
    const [found] = rows;
    if (found === undefined) return null;
    const { tenant_id: tenantId, subject, name, roles, transports } = found;
    const kept = { id, publicKey: new Uint8Array(found.public_key), counter: Number(found.counter), transports };
    return { ...kept, owner: { tenantId, subject, name, roles } };
  }

  /** The account has the link's id. False: the link was used, or the challenge answered, meanwhile. */
  async setUp({ link, name, made }: NewAccount, asking: Asking): Promise<boolean> {
    const { id, tenantId, roles } = link;
    const { passkey } = made;
    const isDone = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      if (!(await isFirst(tx, made)) || (await tx.query(USE_LINK, [id])).rowCount === 0) return false;
      await tx.query(MAKE_ACCOUNT, [id, tenantId, name, roles]);
      const { publicKey, counter, transports } = passkey;
      const kept = await tx.query(KEEP, [passkey.id, tenantId, id, Buffer.from(publicKey), counter, transports]);
      if (kept.rowCount === 0) throw new Error('a passkey of that id is there already');
      const changes = [{ path: 'roles', after: roles.join(' ') }];
      const object = { type: 'setup-link', id };
      await tell(tx, { act: 'setup-links.use', object, tenantId, by: id, asking, changes });
      return true;
    });
    if (isDone) this.#ring();
    return isDone;
  }

  /** False: the challenge was answered before, or the passkey is a copy. */
  async use({ id, owner }: KnownPasskey, used: Answered & { readonly counter: number }): Promise<boolean> {
    return inTransaction(this.#pool, async (tx) => {
      if (!(await isFirst(tx, used))) return false;
      await scopeToTenant(tx, owner.tenantId);
      return (await tx.query(USED, [id, used.counter])).rowCount === 1;
    });
  }
}

async function isFirst(tx: Transaction, { hash, expiresAt }: Answered): Promise<boolean> {
  return (await tx.query(ANSWER, [hash, expiresAt])).rowCount === 1;
}
