/** What is issued: a SCIM token, or the secret of a client of the token endpoint. */
export const CREDENTIAL_METHODS = ['token', 'clientSecret'] as const;
export type CredentialMethod = (typeof CREDENTIAL_METHODS)[number];

/** Who issued it, as the event of the act says. */
export interface Issuer {
  readonly type: string;
  readonly name: string | null;
  /** Whether it could issue another one now; null: that is not known here. */
  readonly stillMay: boolean | null;
}

/** A credential of a connection, without its secret: only its SHA-256 is kept. */
export interface Credential {
  readonly id: string;
  readonly connectionId: string;
  readonly method: CredentialMethod;
  readonly name: string;
  readonly issuedBy: Issuer;
  readonly createdAt: Date;
  /** null: until it is revoked. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** The network that it was used from then: the /24 of IPv4, the /48 of IPv6. */
  readonly lastUsedFrom: string | null;
}

/** Of all methods together: several, so that a new one can be given to the identity provider before an old one is withdrawn. */
export const MAX_VALID_CREDENTIALS = 5;

export type CredentialRefusal =
  { readonly code: 'too-many-credentials'; readonly retire: string } | { readonly code: 'expiry-in-the-past' };

/** A year from now, which is what a credential gets that asks for no other end. */
export function defaultExpiry(now: Date): Date {
  const end = new Date(now);
  end.setUTCFullYear(now.getUTCFullYear() + 1);
  return end;
}

/** What one is called that was given no name. */
export function defaultName(method: CredentialMethod, now: Date): string {
  return `${method === 'token' ? 'Token' : 'Client secret'} of ${now.toISOString().slice(0, 10)}`;
}

export function isValid(credential: Pick<Credential, 'revokedAt' | 'expiresAt'>, now: Date): boolean {
  return credential.revokedAt === null && (credential.expiresAt === null || credential.expiresAt > now);
}

/** Whether another credential may be issued beside `existing`; the one to retire first is the oldest valid one. */
export function mayIssue(existing: readonly Credential[], expiresAt: Date | null, now: Date): CredentialRefusal | null {
  if (expiresAt !== null && expiresAt <= now) return { code: 'expiry-in-the-past' };
  const valid = existing.filter((credential) => isValid(credential, now));
  const [oldest] = valid.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  if (oldest === undefined || valid.length < MAX_VALID_CREDENTIALS) return null;
  return { code: 'too-many-credentials', retire: oldest.id };
}
