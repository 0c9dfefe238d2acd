import type { Role } from './session.js';

/** So long somebody has to follow a setup link. */
export const LINK_SECONDS = 72 * 3_600;
/** Of a tenant, that can be used. */
export const MOST_LINKS = 50;

/** It makes one account with these roles, by a passkey, for whoever is the first to make one by it. */
export interface SetupLink {
  readonly id: string;
  readonly tenantId: string;
  readonly roles: readonly Role[];
  readonly expiresAt: Date;
}

/** What a list shows of it: never what it is followed by. */
export interface ListedLink extends SetupLink {
  readonly madeAt: Date;
  /** A browser has begun to make a passkey by it, and no other can. */
  readonly isBegun: boolean;
}

/** Of a tenant; operators are made where the installation is. */
export const TENANT_ROLES = ['identity-administrator', 'auditor', 'people'] as const satisfies readonly Role[];
