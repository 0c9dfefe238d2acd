/** A SCIM token of a connection, without the token: only its SHA-256 is kept. */
export interface Credential {
  readonly id: string;
  readonly connectionId: string;
  readonly createdAt: Date;
  /** null: until it is revoked. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** Two, so that a new one can be given to the identity provider before the old one is withdrawn. */
export const MAX_VALID_CREDENTIALS = 2;

export type CredentialRefusal =
  { readonly code: 'too-many-credentials'; readonly retire: string } | { readonly code: 'expiry-in-the-past' };

export function isValid(credential: Credential, now: Date): boolean {
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
