import type { Pool } from 'pg';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import type { Tested } from '../sign-on/complete.js';
import type { Seal } from '../sign-on/seal.js';
import { isHeldAgainst, type SignOn, type SignOnMethod } from '../sign-on/settings.js';
import { declineEnforcing } from './decline-enforcing.js';
import {
  changesOf,
  expiryOf,
  isOnlyWay,
  isSameApp,
  refusalWhileEnforced,
  secretOf,
  type NewMethod,
} from './sign-on-changes.js';
import { contextOf, signOnOf, type SignOnRow } from './sign-on-row.js';
import { tell, type Asking } from './tell.js';

const FIND = `
  select s.employees, s.enforced_at, s.enforced_by,
         m.method, m.is_on, m.cloud, m.tid, m.app_id, m.secret, m.secret_expires_at, m.idp_initiated,
         m.tested_at, m.tested_by, m.tested_roles, m.proven_tid, m.proven_app_id
    from sign_on s
    left join sign_on_methods m on m.tenant_id = s.tenant_id
   where s.tenant_id = $1::uuid`;

/** Locked, so that two who change wait for one another. */
const LOCK = `
  insert into sign_on (tenant_id)
  values ($1::uuid)
      on conflict (tenant_id)
      do update set employees = sign_on.employees`;

const SAVE = `
  insert into sign_on_methods (tenant_id, method, is_on, cloud, tid, app_id, secret, secret_expires_at, idp_initiated)
  values ($1::uuid, $2::text, $3::boolean, $4::text, $5::uuid, $6::uuid, $7::bytea, $8::timestamptz, $9::boolean)
      on conflict (tenant_id, method)
      do update set is_on = excluded.is_on,
                    cloud = excluded.cloud,
                    tid = excluded.tid,
                    app_id = excluded.app_id,
                    secret = excluded.secret,
                    secret_expires_at = excluded.secret_expires_at,
                    idp_initiated = excluded.idp_initiated,
                    tested_at = case when $10::boolean then sign_on_methods.tested_at end,
                    tested_by = case when $10::boolean then sign_on_methods.tested_by end,
                    tested_roles = case when $10::boolean then sign_on_methods.tested_roles else '{}' end,
                    proven_tid = case when $10::boolean then sign_on_methods.proven_tid end,
                    proven_app_id = case when $10::boolean then sign_on_methods.proven_app_id end`;

const REMOVE = `
  delete from sign_on_methods where tenant_id = $1::uuid and method = $2::text`;

const EMPLOYEES = `
  update sign_on set employees = $2::boolean where tenant_id = $1::uuid`;

/** Of who is nothing else there: the role of others opens what theirs do. */
const END_EMPLOYEES = `
  delete from sessions
   using accounts
   where accounts.id = sessions.account_id
     and accounts.roles = '{employee}'`;

/** What was shown stays, whoever tests later. */
const TESTED = `
  update sign_on_methods
     set tested_at = now(),
         tested_by = $3::uuid,
         tested_roles = $4::text[],
         app_id = case when method = 'microsoft' then coalesce($5::uuid, app_id) else app_id end,
         proven_tid = case when method = 'microsoft' and 'identity-administrator' = any ($4::text[]) then tid else proven_tid end,
         proven_app_id = case
                           when method = 'microsoft' and 'identity-administrator' = any ($4::text[])
                           then coalesce($5::uuid, app_id)
                           else proven_app_id
                         end
   where tenant_id = $1::uuid
     and method = $2::text`;

const TENANTS = `
  select tenant_id from microsoft_tenants($1::uuid, $2::uuid)`;

/** The tenant whose settings they are, and who changes them. */
export interface Changing {
  readonly tenantId: string;
  readonly by: string;
  readonly asking: Asking;
}

/**
 * `enforced`: nobody could come in any more. `enforced-elsewhere`: people of another tenant of Entra would. `no-secret`: it cannot be on
 * without one. `unknown`: there is none.
 */
export type Outcome = 'done' | 'enforced' | 'enforced-elsewhere' | 'no-secret' | 'unknown';

/** The settings by which people of a tenant come in with Entra; each change is an act, in the same transaction. */
export class SignOnStore {
  readonly #pool: Pool;
  readonly #ring: () => void;
  readonly #seal: Seal;
  readonly #ownApp: string | null;

  /** @param ownApp the client id of the installation’s own app; null: it has none */
  constructor(pool: Pool, ring: () => void, { seal, ownApp }: { readonly seal: Seal; readonly ownApp: string | null }) {
    this.#pool = pool;
    this.#ring = ring;
    this.#seal = seal;
    this.#ownApp = ownApp;
  }

  async find(tenantId: string): Promise<SignOn> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return this.findIn(tx, tenantId);
    });
  }

  /** As this transaction, which is the tenant’s, sees them. */
  async findIn(tx: Transaction, tenantId: string): Promise<SignOn> {
    const { rows } = await tx.query<SignOnRow & Record<string, unknown>>(FIND, [tenantId]);
    return signOnOf(rows, { tenantId, seal: this.#seal, ownApp: this.#ownApp });
  }

  /** What stays as it was keeps its test. */
  save(changing: Changing, wanted: NewMethod): Promise<Outcome> {
    return this.#change(changing, async (tx, before) => {
      const { tenantId } = changing;
      const own = before[wanted.method];
      const isSame = isSameApp(own, wanted);
      const secret = wanted.secret ?? (isSame ? secretOf(own) : null);
      if (wanted.method === 'oidc' && wanted.on && secret === null) return 'no-secret';
      const refused = refusalWhileEnforced(before, wanted);
      if (refused !== null) return refused;
      const sealed = secret === null ? null : this.#seal.close(secret, contextOf(tenantId, wanted.appId));
      const expiresAt =
        wanted.secretExpiresAt === undefined && isSame ? expiryOf(own) : (wanted.secretExpiresAt ?? null);
      const { method, on, cloud, tid, appId, idpInitiated } = wanted;
      const isTested = isSame && wanted.secret === undefined;
      await tx.query(SAVE, [tenantId, method, on, cloud, tid, appId, sealed, expiresAt, idpInitiated, isTested]);
      if (!isSame || own.on !== on) await declineEnforcing(tx, changing);
      const changes = changesOf(before, wanted);
      await tell(tx, { act: 'sign-ons.change', object: { type: 'sign-on', id: tenantId }, ...changing, changes });
      return 'done';
    });
  }

  remove(changing: Changing, method: SignOnMethod): Promise<Outcome> {
    return this.#change(changing, async (tx, before) => {
      const { tenantId } = changing;
      if (before[method] === null) return 'unknown';
      if (isOnlyWay(before, method)) return 'enforced';
      await tx.query(REMOVE, [tenantId, method]);
      await declineEnforcing(tx, changing);
      const changes = [{ path: method, before: 'there', after: null }];
      await tell(tx, { act: 'sign-ons.change', object: { type: 'sign-on', id: tenantId }, ...changing, changes });
      return 'done';
    });
  }

  letEmployees(changing: Changing, employees: boolean): Promise<Outcome> {
    return this.#change(changing, async (tx, before) => {
      const { tenantId } = changing;
      await tx.query(EMPLOYEES, [tenantId, employees]);
      if (!employees) await tx.query(END_EMPLOYEES);
      const changes = [{ path: 'employees', before: String(before.employees), after: String(employees) }];
      await tell(tx, { act: 'sign-ons.change', object: { type: 'sign-on', id: tenantId }, ...changing, changes });
      return 'done';
    });
  }

  /** False: the settings are not any more what the answer was held against, and it says nothing of those that are there. */
  async recordTest({ tenantId, method, account, roles, heldAgainst }: Tested, asking: Asking): Promise<boolean> {
    const outcome = await this.#change({ tenantId, by: account, asking }, async (tx, before) => {
      if (!isHeldAgainst(before[method], heldAgainst)) return 'unknown';
      await tx.query(TESTED, [tenantId, method, account, roles, this.#ownApp]);
      const changes = [
        { path: 'method', after: method },
        { path: 'roles', after: roles.join(' ') },
      ];
      const object = { type: 'sign-on', id: tenantId };
      await tell(tx, { act: 'sign-ons.test', object, tenantId, by: account, asking, changes });
      return 'done';
    });
    return outcome === 'done';
  }

  /** Tenants of ours that this tenant of Entra may vouch for by the installation’s own app: they say so, and it was shown by a test. */
  async ofEntra(tid: string): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ tenant_id: string }>(TENANTS, [tid, this.#ownApp]);
    return rows.map(({ tenant_id: tenantId }) => tenantId);
  }

  async #change({ tenantId }: Changing, work: (tx: Transaction, before: SignOn) => Promise<Outcome>): Promise<Outcome> {
    const outcome = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      await tx.query(LOCK, [tenantId]);
      return work(tx, await this.findIn(tx, tenantId));
    });
    if (outcome === 'done') this.#ring();
    return outcome;
  }
}
