import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import { sqlState, type Transaction } from '#postgres';
import type { Acted, Acting } from '../tenants/admin-acted.js';
import type {
  AdminStore,
  ConnectionKey,
  ConnectionOutcome,
  CredentialKey,
  Issued,
  NewCredential,
  NewReader,
  Page,
  ReaderKey,
} from '../tenants/admin-store.js';
import type { Connection, ConnectionPatch, NewConnectionSettings } from '../tenants/connection.js';
import type { Credential, CredentialRefusal } from '../tenants/credential.js';
import type { AddressRefusal } from '../tenants/notification-address.js';
import type { Reader } from '../tenants/reader.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { slugsOf, slugTaken, type SlugRefusal } from '../tenants/slug.js';
import { changeTenant, createTenant, type NewTenant, type Tenant, type TenantPatch } from '../tenants/tenant.js';
import { appendAct, appendTenantAct } from './admin-acts.js';
import { AdminWrites, type AdminStoreOptions } from './admin-writes.js';
import { announceTenant, lockedTenant } from './announce-tenant.js';
import { freeSlug } from './free-slug.js';
import { issueCredential } from './issue-credential.js';
import { issueReader } from './issue-reader.js';
import * as secrets from './admin-secret-statements.js';
import * as sql from './admin-statements.js';
import { changeConnection, createConnection } from './write-connection.js';

export class PostgresAdminStore implements AdminStore {
  readonly #pool: Pool;
  readonly #writes: AdminWrites;

  constructor({ pool, writes = pool, ...options }: AdminStoreOptions) {
    this.#pool = pool;
    this.#writes = new AdminWrites({ ...options, writes });
  }

  createTenant(input: NewTenant, acting: Acting): Promise<Tenant | SlugRefusal> {
    const id = uuid();
    return this.#writes.commit(async (tx) => {
      const slug = await freeSlug(tx, input.slug === undefined ? slugsOf(input.name, id) : [input.slug]);
      if (slug === null) return slugTaken(input.slug);
      const tenant = createTenant(id, { ...input, slug }, this.#writes.now());
      await tx.query(sql.insertTenant(tenant));
      await announceTenant(tx, tenant, acting);
      await appendTenantAct(tx, { before: null, after: tenant }, acting);
      return tenant;
    });
  }

  changeTenant(id: string, patch: TenantPatch, acting: Acting): Promise<Tenant | AddressRefusal | SlugRefusal | null> {
    return this.#writes.commitSettings(async (tx) => {
      const before = await lockedTenant(tx, id);
      if (before === null) return null;
      const after = changeTenant(before, patch, this.#writes.now());
      if (after === null) return before;
      if ('code' in after) return after;
      if (after.slug !== before.slug && (await freeSlug(tx, [after.slug])) === null) return slugTaken(after.slug);
      await tx.query(sql.updateTenant(after));
      await announceTenant(tx, after, acting);
      await appendTenantAct(tx, { before, after }, acting);
      return after;
    });
  }

  async tenant(id: string): Promise<Tenant | null> {
    const [tenant] = await this.#rows<Tenant>(sql.findTenant(id));
    return tenant ?? null;
  }

  async tenantBySlug(slug: string): Promise<Tenant | null> {
    const [tenant] = await this.#rows<Tenant>(sql.findTenantBySlug(slug));
    return tenant ?? null;
  }

  async tenantOfDomain(name: string): Promise<Tenant | null> {
    const [tenant, ...more] = await this.#rows<Tenant>(sql.findTenantsOfDomain(name));
    return more.length === 0 ? (tenant ?? null) : null;
  }

  tenants(page: Page): Promise<Tenant[]> {
    return this.#rows<Tenant>(sql.listTenants(page));
  }

  createConnection(tenantId: string, settings: NewConnectionSettings, acting: Acting): Promise<ConnectionOutcome> {
    return this.#writesConnection((tx) =>
      createConnection(tx, { tenantId, settings }, { acting, now: this.#writes.now() }),
    );
  }

  changeConnection(where: ConnectionKey, patch: ConnectionPatch, acting: Acting): Promise<ConnectionOutcome> {
    return this.#writesConnection((tx) =>
      changeConnection(tx, { ...where, patch }, { acting, now: this.#writes.now() }),
    );
  }

  async connection(tenantId: string, id: string): Promise<Connection | null> {
    const [connection] = await this.#rows<Connection>(sql.findConnection(tenantId, id));
    return connection ?? null;
  }

  connections(tenantId: string, page: Page): Promise<Connection[] | null> {
    return this.#listOfTenant<Connection>(tenantId, sql.listConnections(tenantId, page));
  }

  issueCredential(input: NewCredential, acting: Acting): Promise<Issued<Credential> | CredentialRefusal | null> {
    return this.#writes.commit((tx) => issueCredential(tx, input, { acting, now: this.#writes.now() }));
  }

  async credentials(tenantId: string, connectionId: string, page: Page): Promise<Credential[] | null> {
    const known = await this.#rows<Connection>(sql.findConnection(tenantId, connectionId));
    return known.length === 0 ? null : this.#rows<Credential>(secrets.listCredentials(connectionId, page));
  }

  async revokeCredential(where: CredentialKey, acting: Acting): Promise<boolean> {
    const { tenantId, connectionId, id } = where;
    const at = this.#writes.now();
    const object = { type: 'credential', id, connectionId };
    const acted = { act: 'credentials.revoke', tenantId, object, at } as const;
    return this.#revokes(secrets.revokeCredential(where, at), acted, acting);
  }

  createReader(input: NewReader, acting: Acting): Promise<Issued<Reader> | 'too-many' | null> {
    return this.#writes.commit((tx) => issueReader(tx, input, { acting, now: this.#writes.now() }));
  }

  readers(tenantId: string, page: Page): Promise<Reader[] | null> {
    return this.#listOfTenant<Reader>(tenantId, secrets.listReaders(tenantId, page));
  }

  async revokeReader({ tenantId, id }: ReaderKey, acting: Acting): Promise<boolean> {
    const object = { type: 'reader', id };
    const acted = { act: 'readers.revoke', tenantId, object, at: this.#writes.now() } as const;
    return this.#revokes(secrets.revokeReader(id, tenantId, acted.at), acted, acting);
  }

  async #writesConnection(write: (tx: Transaction) => Promise<ConnectionOutcome>): Promise<ConnectionOutcome> {
    try {
      return await this.#writes.commitSettings(write);
    } catch (error) {
      if (sqlState(error) === UNIQUE_VIOLATION) return { code: 'entra-tenant-taken' };
      throw error;
    }
  }

  async #listOfTenant<Row>(tenantId: string, statement: QueryConfig): Promise<Row[] | null> {
    return (await this.tenant(tenantId)) === null ? null : this.#rows<Row>(statement);
  }

  async #rows<Row>(statement: QueryConfig): Promise<Row[]> {
    // The statement's column list is the row type.
    return (await this.#pool.query<Row & QueryResultRow>(statement)).rows;
  }

  /** What was not there, or was revoked before, is no act. */
  #revokes(statement: QueryConfig, acted: Omit<Acted, 'changes'>, acting: Acting): Promise<boolean> {
    return this.#writes.commit(async (tx) => {
      if ((await tx.query(statement)).rowCount !== 1) return false;
      const changes = settingsChanged(null, { revokedAt: acted.at });
      await appendAct(tx, { ...acted, changes }, acting);
      return true;
    });
  }
}

// The only unique index of a connection, beside its id, is of the tenant of Entra whose own tokens it takes.
const UNIQUE_VIOLATION = '23505';
