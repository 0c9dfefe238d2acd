import { createHash, createHmac, randomBytes } from 'node:crypto';

/** The tenant of operators, who belong to none. */
export const NO_TENANT = '00000000-0000-0000-0000-000000000000';

export const ROLES = ['identity-administrator', 'auditor', 'people', 'employee', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** How somebody came to have an account. */
export type AccountKind = 'demonstration' | 'local' | 'oidc' | 'saml';

/** By which settings of the tenant somebody came. */
export type SignInWay = 'oidc' | 'saml' | 'microsoft';

/** RFC 8176, and a link of the demonstration. */
export type Method = 'demo' | 'hwk' | 'user' | 'fed';

export interface Account {
  readonly id: string;
  /** {@link NO_TENANT} of an operator. */
  readonly tenantId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly locale: string | null;
  readonly theme: string | null;
  /** The person's id at the identity provider, which is their `externalId` in the directory; null: the account is nobody's there. */
  readonly person: string | null;
  /** An identity administrator lets them, who look after people, see what is sensitive of those. */
  readonly seesSensitive: boolean;
}

export interface Session {
  /** By which it is named; who knows it has nothing. */
  readonly id: string;
  readonly account: Account;
  readonly methods: readonly Method[];
  /** From where it began, as a range. */
  readonly address: string | null;
  readonly authTime: Date;
  /** When it ends, whatever is done meanwhile. */
  readonly endsAt: Date;
}

/** In how many seconds a session ends. */
export interface EndsIn {
  /** Where nobody uses it meanwhile. */
  readonly unused: number;
  readonly anyway: number;
}

/** A session that a new one takes the place of. */
export interface Former {
  readonly id: string;
  readonly account: Pick<Account, 'id' | 'tenantId'>;
}

/** Who is let in, as whoever vouches for them says. */
export interface SignIn {
  readonly tenantId: string;
  readonly kind: AccountKind;
  /** Names the account among those of the tenant and the kind. */
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly methods: readonly Method[];
  readonly address: string;
  /** When they said who they are; now by default. */
  readonly authTime?: Date;
  /** They have just made their account by a setup link. */
  readonly bySetupLink?: boolean;
  /** Of the session at the identity provider. */
  readonly sid?: string | null;
  /** By which settings of the tenant. */
  readonly way?: SignInWay;
}

/** Without a request for so long a session ends. */
export const IDLE_SECONDS = 30 * 60;
/** So long after its beginning it ends in any case. */
export const ABSOLUTE_SECONDS = 8 * 3_600;
/** Of one account; the oldest makes room. */
export const MOST_SESSIONS = 10;

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** 256 bits: what the cookie has, and nothing else. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is stored of it. Undefined: it is none of ours. */
export function hashOf(token: string): Buffer | undefined {
  return TOKEN.test(token) ? createHash('sha256').update(token).digest() : undefined;
}

/** What a page sends along with each write: made of what only the cookie has, so that it is stored nowhere. */
export function csrfOf(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url');
}
