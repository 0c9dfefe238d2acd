import type { Cloud } from '#service';
import type { Role } from '../sessions/session.js';
import type { Seal } from '../sign-on/seal.js';
import {
  METHODS,
  NO_SIGN_ON,
  UNDO_SECONDS,
  type Enforced,
  type MicrosoftSettings,
  type OidcSettings,
  type SamlSettings,
  type SignOn,
  type SignOnMethod,
} from '../sign-on/settings.js';

/** A method of a tenant, with what holds for all of them; one without a method where the tenant has none. */
export interface SignOnRow {
  readonly employees: boolean;
  readonly enforced_at: Date | null;
  readonly enforced_by: string | null;
  readonly method: SignOnMethod | null;
  readonly is_on: boolean;
  readonly cloud: Cloud;
  readonly tid: string;
  readonly app_id: string;
  readonly secret: Buffer | null;
  readonly secret_expires_at: Date | null;
  readonly idp_initiated: boolean;
  readonly tested_at: Date | null;
  readonly tested_by: string | null;
  readonly tested_roles: readonly Role[];
  /** For which tenant of Entra and which app an identity administrator has come in by a test. */
  readonly proven_tid: string | null;
  readonly proven_app_id: string | null;
}

/** By what the rows are read. */
export interface Reading {
  readonly tenantId: string;
  readonly seal: Seal;
  /** The client id of the installation’s own app. null: there is none. */
  readonly ownApp: string | null;
}

export function signOnOf(rows: readonly SignOnRow[], { tenantId, seal, ownApp }: Reading): SignOn {
  const [first] = rows;
  if (first === undefined) return NO_SIGN_ON;
  const [oidc, saml, microsoft] = METHODS.map((method) => rows.find((row) => row.method === method));
  return {
    oidc: oidc === undefined ? null : oidcOf(oidc, tenantId, seal),
    saml: saml === undefined ? null : samlOf(saml),
    microsoft: microsoft === undefined ? null : microsoftOf(microsoft, ownApp),
    employees: first.employees,
    enforced: enforcedOf(first),
  };
}

/** Of a secret: it opens for its tenant and its app alone. */
export function contextOf(tenantId: string, appId: string): string {
  return `${tenantId} ${appId}`;
}

function oidcOf(row: SignOnRow, tenantId: string, seal: Seal): OidcSettings {
  const { app_id: clientId, secret, secret_expires_at: secretExpiresAt } = row;
  const opened = secret === null ? null : seal.open(secret, contextOf(tenantId, clientId));
  return { ...commonOf(row), clientId, secret: opened, secretExpiresAt };
}

function samlOf(row: SignOnRow): SamlSettings {
  return { ...commonOf(row), appId: row.app_id, idpInitiated: row.idp_initiated };
}

function microsoftOf(row: SignOnRow, ownApp: string | null): MicrosoftSettings {
  const { app_id: appId, tid, proven_tid: provenTid, proven_app_id: provenApp } = row;
  const isProven = appId === ownApp && provenApp === appId && provenTid === tid;
  return { ...commonOf(row), appId, isProven };
}

function commonOf(row: SignOnRow) {
  const { is_on: on, cloud, tid, tested_at: testedAt, tested_by: testedBy, tested_roles: testedRoles } = row;
  return { on, cloud, tid, testedAt, testedBy, testedRoles };
}

function enforcedOf({ enforced_at: since, enforced_by: by }: SignOnRow): Enforced | null {
  if (since === null || by === null) return null;
  return { since, by, undoUntil: new Date(since.getTime() + UNDO_SECONDS * 1_000) };
}
