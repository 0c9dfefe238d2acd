import { Type } from 'typebox';
import { MOST_SECRET } from '../sessions/demonstration.js';
import type { AccountKind, EndsIn, Role } from '../sessions/session.js';
import type { Tenant } from '../upstream/tenants.js';

export const DemonstrationBody = Type.Object(
  { secret: Type.String({ minLength: 1, maxLength: MOST_SECRET }) },
  { additionalProperties: false },
);

export const PreferencesBody = Type.Object(
  {
    locale: Type.Optional(Type.String({ pattern: '^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$' })),
    theme: Type.Optional(Type.Union([Type.Literal('auto'), Type.Literal('light'), Type.Literal('dark')])),
  },
  { additionalProperties: false, minProperties: 1 },
);

/** What a page is told of who is signed in. */
export interface SessionView {
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly kind: AccountKind;
    /** Whose it is: their `externalId` in the directory; null: nobody's there. */
    readonly person: string | null;
  };
  /** null: an operator, of no tenant. */
  readonly tenant: Tenant | null;
  readonly roles: readonly Role[];
  readonly permissions: readonly string[];
  /** To be sent as `x-csrf-token` with each write. */
  readonly csrf: string;
  readonly locale: string | null;
  readonly theme: string | null;
  readonly authTime: string;
  readonly expiresAt: string;
  /** In how long, for a page whose clock may be wrong: it warns beforehand. */
  readonly endsIn: EndsIn;
  /** Since when the directory cannot be asked about the tenant's people, where that is long: their sessions have ended. */
  readonly peopleUnheardSince: string | null;
}
