import type { Cloud, EntraClouds } from '#service';
import type { OwnApp } from '../oidc/own-app.js';
import { APP_ROLES } from '../sign-on/app-roles.js';
import type { Certificate, SamlMetadata } from '../sign-on/saml-view.js';
import {
  ADVISED_EMERGENCY,
  type MethodSettings,
  type OidcSettings,
  type SamlSettings,
  type SignOn,
} from '../sign-on/settings.js';

interface MethodView {
  readonly on: boolean;
  readonly cloud: Cloud;
  /** Of Entra. */
  readonly tenantId: string;
  readonly testedAt: string | null;
  readonly testedBy: string | null;
}

interface OidcView extends MethodView {
  readonly clientId: string;
  /** It is never read back. */
  readonly secret: { readonly set: boolean; readonly expiresAt: string | null };
}

interface SamlMethodView extends MethodView {
  readonly appId: string;
  readonly idpInitiated: boolean;
  readonly entityId: string | null;
  readonly metadataUrl: string | null;
  readonly readAt: string | null;
  readonly fault: string | null;
  readonly certificates: readonly (Omit<Certificate, 'notBefore' | 'notAfter'> & {
    readonly notBefore: string;
    readonly notAfter: string;
  })[];
}

interface MicrosoftView extends MethodView {
  /** Whether an identity administrator has come in by it: until then it lets nobody in. */
  readonly proven: boolean;
}

/** How people of a tenant come in with Entra, and what Entra has to be told. */
export interface SignOnView {
  readonly redirectUri: string;
  readonly logoutUri: string;
  readonly entityId: string;
  readonly acsUrl: string;
  readonly clouds: readonly Cloud[];
  readonly roles: typeof APP_ROLES;
  readonly oidc: OidcView | null;
  readonly saml: SamlMethodView | null;
  readonly microsoft: MicrosoftView | null;
  /** The installation’s own. null: there is no “Sign in with Microsoft”. */
  readonly microsoftApp: { readonly clientId: string; readonly cloud: Cloud } | null;
  readonly employees: boolean;
  readonly enforced: { readonly since: string; readonly undoUntil: string; readonly by: string } | null;
  readonly emergency: { readonly count: number; readonly advised: number };
}

export interface ViewOf {
  readonly tenantId: string;
  readonly settings: SignOn;
  readonly emergency: number;
}

export interface Around {
  readonly consoleUrl: string;
  readonly clouds: EntraClouds;
  readonly metadata: SamlMetadata | null;
  readonly ownApp: OwnApp | null;
}

export async function signOnView(
  { tenantId, settings, emergency }: ViewOf,
  { consoleUrl, clouds, metadata, ownApp }: Around,
): Promise<SignOnView> {
  const { oidc, saml, microsoft, employees, enforced } = settings;
  return {
    redirectUri: `${consoleUrl}/sso/oidc/callback`,
    logoutUri: `${consoleUrl}/sso/oidc/logout`,
    entityId: `${consoleUrl}/sso/saml/metadata`,
    acsUrl: `${consoleUrl}/sso/saml/acs`,
    clouds: clouds.served,
    roles: APP_ROLES,
    oidc: oidc === null ? null : oidcView(oidc),
    saml: saml === null ? null : await samlView(tenantId, saml, metadata),
    microsoft: microsoft === null ? null : { ...methodView(microsoft), proven: microsoft.isProven },
    microsoftApp: ownApp === null ? null : { clientId: ownApp.clientId, cloud: ownApp.cloud },
    employees,
    enforced:
      enforced === null
        ? null
        : { since: enforced.since.toISOString(), undoUntil: enforced.undoUntil.toISOString(), by: enforced.by },
    emergency: { count: emergency, advised: ADVISED_EMERGENCY },
  };
}

function oidcView(oidc: OidcSettings): OidcView {
  const expiresAt = oidc.secretExpiresAt?.toISOString() ?? null;
  return { ...methodView(oidc), clientId: oidc.clientId, secret: { set: oidc.secret !== null, expiresAt } };
}

async function samlView(tenantId: string, saml: SamlSettings, metadata: SamlMetadata | null): Promise<SamlMethodView> {
  const { appId, idpInitiated } = saml;
  const known = await metadata?.view(tenantId, saml);
  return {
    ...methodView(saml),
    appId,
    idpInitiated,
    entityId: known?.entityId ?? null,
    metadataUrl: known?.metadataUrl ?? null,
    readAt: known?.readAt?.toISOString() ?? null,
    fault: known?.fault ?? null,
    certificates: (known?.certificates ?? []).map(({ notBefore, notAfter, ...rest }) => {
      return { ...rest, notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() };
    }),
  };
}

function methodView({ on, cloud, tid, testedAt, testedBy }: MethodSettings): MethodView {
  return { on, cloud, tenantId: tid, testedAt: testedAt?.toISOString() ?? null, testedBy };
}
