export const AUDIENCES = ['directory', 'audit', 'notifier', 'activity'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** A client of the projections' APIs: its id is the OAuth client id, its secret is kept as a SHA-256. */
export interface Reader {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly audiences: readonly Audience[];
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
