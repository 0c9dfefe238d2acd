import type { Audience } from '#service';
import type { Acting } from './admin-acted.js';
import type { Connection, ConnectionPatch, ConnectionRefusal, NewConnectionSettings } from './connection.js';
import type { Credential, CredentialMethod, CredentialRefusal } from './credential.js';
import type { AddressRefusal } from './notification-address.js';
import type { Reader } from './reader.js';
import type { SlugRefusal } from './slug.js';
import type { NewTenant, Tenant, TenantPatch } from './tenant.js';

/** A place in a list ordered by id; ids are UUIDv7, so by age. */
export interface Page {
  readonly limit: number;
  readonly after: string | null;
}

export interface ConnectionKey {
  readonly tenantId: string;
  readonly id: string;
}

export interface ReaderKey {
  readonly tenantId: string;
  readonly id: string;
}

export interface CredentialKey {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly id: string;
}

export interface NewCredential {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly method: CredentialMethod;
  /** Undefined: one is made of the method and the day. */
  readonly name?: string | undefined;
  /** null: until it is revoked. Undefined: in a year. */
  readonly expiresAt?: Date | null | undefined;
}

export type NewReader = Pick<Reader, 'tenantId' | 'name' | 'audiences' | 'tokenLifetime'> &
  Partial<Pick<Reader, 'roles' | 'scopes'>> & {
    /** Those of the audiences that are no role's; all unless told. */
    readonly given?: readonly Audience[];
  };

/** With the secret that opens it, which the store has made and keeps only a hash of. */
export type Issued<Of> = Of & { readonly secret: string };

/** null: there is no such tenant or connection. */
export type ConnectionOutcome = Connection | ConnectionRefusal | null;

/** What the operator's API keeps. `null` says that there is no such tenant, connection, credential or reader. */
export interface AdminStore {
  createTenant(input: NewTenant, acting: Acting): Promise<Tenant | SlugRefusal>;
  /** The tenant after the change, which may be none. */
  changeTenant(id: string, patch: TenantPatch, acting: Acting): Promise<Tenant | AddressRefusal | SlugRefusal | null>;
  tenantBySlug(slug: string): Promise<Tenant | null>;
  /** Null: none has proved it, or several have. */
  tenantOfDomain(name: string): Promise<Tenant | null>;
  tenant(id: string): Promise<Tenant | null>;
  tenants(page: Page): Promise<Tenant[]>;

  createConnection(tenantId: string, settings: NewConnectionSettings, acting: Acting): Promise<ConnectionOutcome>;
  /** The connection after the change; a new name is an event. Takes effect as soon as its credentials' cached look-ups end. */
  changeConnection(where: ConnectionKey, patch: ConnectionPatch, acting: Acting): Promise<ConnectionOutcome>;
  connection(tenantId: string, id: string): Promise<Connection | null>;
  connections(tenantId: string, page: Page): Promise<Connection[] | null>;

  issueCredential(input: NewCredential, acting: Acting): Promise<Issued<Credential> | CredentialRefusal | null>;
  credentials(tenantId: string, connectionId: string, page: Page): Promise<Credential[] | null>;
  /** Takes effect as soon as the credential's cached look-ups end. False: there is no such valid credential. */
  revokeCredential(where: CredentialKey, acting: Acting): Promise<boolean>;

  /** `too-many`: as many as a tenant may have are not revoked. Null: there is no such tenant. */
  createReader(input: NewReader, acting: Acting): Promise<Issued<Reader> | 'too-many' | null>;
  readers(tenantId: string, page: Page): Promise<Reader[] | null>;
  /** It gets no further token, and the projections refuse those that it has. False: there is no such valid reader. */
  revokeReader(where: ReaderKey, acting: Acting): Promise<boolean>;
}
