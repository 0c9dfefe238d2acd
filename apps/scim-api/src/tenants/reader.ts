export const AUDIENCES = ['directory', 'audit', 'notifier', 'activity', 'admin'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** What somebody is, on the wire; each may have tokens for these audiences, beside those that are given one by one. */
export const ROLES = {
  'identity-administrator': ['directory', 'audit', 'notifier', 'activity', 'admin'],
  auditor: ['audit', 'activity'],
  people: ['directory'],
  employee: ['directory'],
  operator: ['directory', 'audit', 'notifier', 'activity', 'admin'],
} as const satisfies Readonly<Record<string, readonly Audience[]>>;
export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** Those that are given, and those that the roles imply, each once and in one order. */
export function audiencesOf(given: readonly Audience[], roles: readonly Role[]): Audience[] {
  const all = new Set<Audience>([...given, ...roles.flatMap((role): readonly Audience[] => ROLES[role])]);
  return AUDIENCES.filter((audience) => all.has(audience));
}

/** A client of the projections' APIs: its id is the OAuth client id, its secret is kept as a SHA-256. */
export interface Reader {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly audiences: readonly Audience[];
  /** Its tokens have them as `roles`. */
  readonly roles: readonly Role[];
  /** Seconds that a token is good for. */
  readonly tokenLifetime: number;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

export const DEFAULT_TOKEN_LIFETIME_S = 3_600;
export const MAX_TOKEN_LIFETIME_S = 48 * 3_600;

export function isAudience(text: string): text is Audience {
  return AUDIENCES.some((audience) => audience === text);
}
