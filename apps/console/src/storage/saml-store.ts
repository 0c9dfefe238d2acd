import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { inTransaction, scopeToTenant } from '#postgres';
import { tell, type Asking } from './tell.js';

/** At every replica the first alone. */
const USE = `
  insert into used_assertions (hash, expires_at)
  values ($1::bytea, $2::timestamptz)
      on conflict do nothing`;

const TENANTS = `
  select tenant_id from saml_tenants($1::uuid)`;

const KNOW = `
  insert into saml_names (tenant_id, name_hash, subject)
  values ($1::uuid, $2::bytea, $3::text)
      on conflict (tenant_id, name_hash)
      do update set subject = excluded.subject, seen_at = now()`;

const END_OF_NAME = `
  delete from sessions s
   using accounts a, saml_names n
   where n.tenant_id = $1::uuid
     and n.name_hash = $2::bytea
     and a.subject = n.subject
     and a.kind in ('oidc', 'saml')
     and s.account_id = a.id
  returning s.id, s.account_id`;

/** Who an assertion was about, as Entra will name them when they sign out. */
export interface NameOf {
  readonly nameId: string;
  /** Of the account. */
  readonly subject: string;
}

/** What SAML remembers of the messages that came. */
export class SamlStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  /**
   * False: it was used before, here or at another replica. It is written before anybody is let in: whoever dies between the two
   * has let in nobody.
   *
   * @param issuer whose ids they are
   */
  async use(issuer: string, { assertionId, until }: { assertionId: string; until: Date }): Promise<boolean> {
    const hash = hashOf(`${issuer} ${assertionId}`);
    return (await this.#pool.query(USE, [hash, until])).rowCount === 1;
  }

  /** Tenants of ours that take people of this tenant of Entra by SAML. */
  async tenantsOf(tid: string): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ tenant_id: string }>(TENANTS, [tid]);
    return rows.map(({ tenant_id: tenantId }) => tenantId);
  }

  async know(tenantId: string, { nameId, subject }: NameOf): Promise<void> {
    await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      await tx.query(KNOW, [tenantId, hashOf(nameId), subject]);
    });
  }

  /** All sessions of whom Entra calls so, wherever they are: one entry each. */
  async endOfName(tenantId: string, nameId: string, asking: Asking): Promise<number> {
    const ended = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      const { rows } = await tx.query<{ id: string; account_id: string }>(END_OF_NAME, [tenantId, hashOf(nameId)]);
      for (const { id, account_id: by } of rows) {
        const changes = [{ path: 'because', after: 'signed out at Entra' }];
        await tell(tx, { act: 'sessions.end', object: { type: 'session', id }, tenantId, by, asking, changes });
      }
      return rows.length;
    });
    if (ended > 0) this.#ring();
    return ended;
  }

  async prune(): Promise<void> {
    await this.#pool.query('select prune_saml()');
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
