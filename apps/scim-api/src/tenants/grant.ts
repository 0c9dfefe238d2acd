/** Hours that an operator may look at most: another one is given by somebody who thinks of it again. */
export const MOST_GRANT_HOURS = 8;
/** Of a tenant, that hold at once. */
export const MOST_GRANTS = 20;

/** An identity administrator lets the operators of the installation read people, activity and audit log of the tenant. */
export interface Grant {
  readonly id: string;
  readonly tenantId: string;
  readonly reason: string;
  /** The account; null: it has no name. */
  readonly grantedBy: string | null;
  readonly grantedAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

/** One that holds, for operators, who know which tenant it is. */
export interface OpenGrant extends Grant {
  readonly tenantName: string;
  readonly tenantSlug: string;
}
