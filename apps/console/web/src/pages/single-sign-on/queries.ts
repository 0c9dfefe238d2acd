import { queryOptions } from '@tanstack/react-query';
import { ownApi } from '../../api/client.ts';
import { LIVE_MS } from '../../api/query-client.ts';
import type { Role } from '../../api/session.ts';

export const METHODS = ['oidc', 'saml'] as const;
/** By an app of the company’s own. */
export type OwnMethod = (typeof METHODS)[number];
/** Or by the installation’s. */
export type Method = OwnMethod | 'microsoft';
export const CLOUDS = ['global', 'usgov', 'china'] as const;
export type Cloud = (typeof CLOUDS)[number];

interface Tested {
  readonly testedAt: string | null;
  /** The account. */
  readonly testedBy: string | null;
}

export interface Oidc extends Tested {
  readonly on: boolean;
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly clientId: string;
  readonly secret: { readonly set: boolean; readonly expiresAt: string | null };
}

export interface Certificate {
  readonly fingerprint: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly state: 'valid' | 'expired' | 'not-yet';
}

export interface Saml extends Tested {
  readonly on: boolean;
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly appId: string;
  readonly idpInitiated: boolean;
  readonly entityId: string | null;
  readonly metadataUrl: string | null;
  readonly readAt: string | null;
  readonly fault: string | null;
  readonly certificates: readonly Certificate[];
}

export interface Microsoft extends Tested {
  readonly on: boolean;
  readonly cloud: Cloud;
  readonly tenantId: string;
  /** Whether an identity administrator has come in by it: until then it lets nobody in. */
  readonly proven: boolean;
}

export interface SignOn {
  readonly redirectUri: string;
  readonly logoutUri: string;
  readonly entityId: string;
  readonly acsUrl: string;
  readonly clouds: readonly Cloud[];
  readonly roles: readonly { readonly value: string; readonly name: Role }[];
  readonly oidc: Oidc | null;
  readonly saml: Saml | null;
  readonly microsoft: Microsoft | null;
  /** The installation’s own. null: there is no “Sign in with Microsoft”. */
  readonly microsoftApp: { readonly clientId: string; readonly cloud: Cloud } | null;
  readonly employees: boolean;
  readonly enforced: { readonly since: string; readonly undoUntil: string; readonly by: string } | null;
  readonly emergency: { readonly count: number; readonly advised: number };
}

export interface Preview {
  readonly keep: number;
  readonly lose: readonly {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly Role[];
    readonly kind: 'demonstration' | 'local' | 'oidc' | 'saml';
  }[];
  readonly more: boolean;
  readonly emergency: number;
}

/** Changed together by every act. */
export const SIGN_ON = ['sign-on'];

/** A test that passes in another window shows here soon. */
export const signOnQuery = queryOptions({
  queryKey: [...SIGN_ON, 'settings'],
  queryFn: async () => (await ownApi('GET', '/sign-on')) as SignOn,
  refetchInterval: 2 * LIVE_MS,
});

export const previewQuery = queryOptions({
  queryKey: [...SIGN_ON, 'preview'],
  queryFn: async () => (await ownApi('GET', '/sign-on/preview')) as Preview,
});

export interface WantedOidc extends Pick<Oidc, 'on' | 'cloud' | 'tenantId' | 'clientId'> {
  /** Only a new one. */
  readonly secret?: string;
  readonly secretExpiresAt?: string | null;
}

export type WantedSaml = Pick<Saml, 'on' | 'cloud' | 'tenantId' | 'appId' | 'idpInitiated'>;

export type WantedMicrosoft = Pick<Microsoft, 'on' | 'tenantId'>;

export async function setMethod(method: Method, wanted: WantedOidc | WantedSaml | WantedMicrosoft): Promise<void> {
  await ownApi('PUT', `/sign-on/${method}`, wanted);
}

export async function removeMethod(method: Method): Promise<void> {
  await ownApi('DELETE', `/sign-on/${method}`);
}

export async function letEmployees(employees: boolean): Promise<void> {
  await ownApi('PATCH', '/sign-on', { employees });
}

/** @returns where to sign in for the test: another window's business */
export async function beginTest(method: Method): Promise<string> {
  return ((await ownApi('POST', '/sign-on/test', { method })) as { readonly url: string }).url;
}

export async function enforce(name: string): Promise<void> {
  await ownApi('POST', '/sign-on/enforce', { name });
}

/** @param name of the tenant, once the day is over in which it needs none */
export async function undo(name: string | null): Promise<void> {
  await ownApi('POST', '/sign-on/undo', name === null ? {} : { name });
}
