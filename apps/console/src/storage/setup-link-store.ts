import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { inTransaction, scopeToTenant } from '#postgres';
import { hashOf, newToken, type Role } from '../sessions/session.js';
import { LINK_SECONDS, MOST_LINKS, type ListedLink, type SetupLink } from '../sessions/setup-link.js';
import { tell, type Asking } from './tell.js';

const FIND = `
  select * from find_setup_link($1::bytea)`;

const ISSUE = `
  insert into setup_links (id, secret_hash, tenant_id, roles, made_by, expires_at)
  select $1::uuid, $2::bytea, $3::uuid, $4::text[], $5::uuid, now() + make_interval(secs => ${LINK_SECONDS})
   where (select count(*) from setup_links where used_at is null and expires_at > now()) < ${MOST_LINKS}
  returning expires_at`;

/** The first browser alone: a second one waits for the row, and then finds it taken. */
const BIND = `
  update setup_links
     set browser_hash = $2::bytea
   where id = $1::uuid
     and (browser_hash is null or browser_hash = $2::bytea)`;

const LIST = `
  select id, roles, made_at, expires_at, browser_hash is not null as begun
    from setup_links
   where used_at is null
     and expires_at > now()
   order by made_at desc, id
   limit ${MOST_LINKS}`;

const WITHDRAW = `
  delete from setup_links where id = $1::uuid and used_at is null`;

const HAS_ADMINISTRATOR = `
  select 1
    from accounts
   where kind <> 'demonstration'
     and 'identity-administrator' = any (roles)
   limit 1`;

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly roles: readonly Role[];
  readonly expires_at: Date;
  readonly browser_hash: Buffer | null;
}

/** An account, or whoever runs the installation, by a command. */
export interface By {
  readonly type: 'account' | 'operator';
  /** The account's id, or whom the command was told. */
  readonly name: string;
}

export interface Issued extends SetupLink {
  readonly secret: string;
}

/** Setup links: each is shown once, to whoever makes it. */
export class SetupLinkStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  /** Null: the tenant has too many that nobody has used. */
  async issue(asked: Pick<SetupLink, 'tenantId' | 'roles'>, by: By, asking: Asking): Promise<Issued | null> {
    const { tenantId, roles } = asked;
    const [id, secret] = [uuid(), newToken()];
    const expiresAt = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const { rows } = await tx.query<Row>(ISSUE, [
        id,
        hashOf(secret),
        tenantId,
        roles,
        by.type === 'account' ? by.name : null,
      ]);
      if (rows[0] === undefined) return null;
      const changes = [{ path: 'roles', after: roles.join(' ') }];
      const object = { type: 'setup-link', id };
      await tell(tx, { act: 'setup-links.issue', object, tenantId, by: by.name, type: by.type, asking, changes });
      return rows[0].expires_at;
    });
    this.#ring();
    return expiresAt === null ? null : { id, secret, tenantId, roles, expiresAt };
  }

  /** As it is, and stays. Null: it is none, was used, has expired, or is another browser's. @param browser undefined: a new one */
  async find(secret: string, browser: string | undefined): Promise<SetupLink | null> {
    const hash = hashOf(secret);
    if (hash === undefined) return null;
    const [found] = (await this.#pool.query<Row>(FIND, [hash])).rows;
    if (found === undefined) return null;
    const { id, tenant_id: tenantId, roles, expires_at: expiresAt, browser_hash: owner } = found;
    const asker = browser === undefined ? undefined : hashOf(browser);
    const isAnothers = owner !== null && (asker === undefined || !owner.equals(asker));
    return isAnothers ? null : { id, tenantId, roles, expiresAt };
  }

  /** From now on it is this browser's. Null: as for {@link find}. */
  async begin(secret: string, browser: string): Promise<SetupLink | null> {
    const link = await this.find(secret, browser);
    const browserHash = hashOf(browser);
    if (link === null || browserHash === undefined) return null;
    const isBound = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, link.tenantId);
      return (await tx.query(BIND, [link.id, browserHash])).rowCount === 1;
    });
    return isBound ? link : null;
  }

  async list(tenantId: string): Promise<readonly ListedLink[]> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const { rows } = await tx.query<Row & { made_at: Date; begun: boolean }>(LIST);
      return rows.map(({ id, roles, made_at: madeAt, expires_at: expiresAt, begun: isBegun }) => {
        return { id, tenantId, roles, madeAt, expiresAt, isBegun };
      });
    });
  }

  async withdraw(id: string, tenantId: string, by: string, asking: Asking): Promise<boolean> {
    const isGone = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      if ((await tx.query(WITHDRAW, [id])).rowCount === 0) return false;
      const object = { type: 'setup-link', id };
      await tell(tx, { act: 'setup-links.withdraw', object, tenantId, by, asking, changes: [] });
      return true;
    });
    if (isGone) this.#ring();
    return isGone;
  }

  /** Somebody who can look after the tenant by themselves. */
  async hasAdministrator(tenantId: string): Promise<boolean> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return (await tx.query(HAS_ADMINISTRATOR)).rowCount === 1;
    });
  }
}
