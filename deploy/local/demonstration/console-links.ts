import { createHmac } from 'node:crypto';

export const SIGN_INS = ['administrator', 'auditor', 'people', 'operator'] as const;
export type SignInAs = (typeof SIGN_INS)[number];

/** Where the console is, and what its links are signed with in this start. */
export interface ConsoleAt {
  readonly url: string;
  readonly key: string;
}

/**
 * A link that signs in: what it carries stands behind the `#`, which no browser sends to a server. The page at `/demo` posts it.
 *
 * @param tenantId null: an operator, of no tenant
 */
export function linkOf({ url, key }: ConsoleAt, as: SignInAs, tenantId: string | null): string {
  const named = `${as}.${tenantId ?? ''}`;
  return `${url}/demo#${named}.${createHmac('sha256', key).update(named).digest('base64url')}`;
}

/** What run.json says of the console. */
export interface ConsoleLinks {
  readonly url: string;
  /** The administrator of the empty tenant; the others, who look at what is there, of the one with people. */
  readonly signIn: Readonly<Record<SignInAs, string>>;
  /** The administrators of the tenants that are in use, by their names in small letters. */
  readonly administrators: Readonly<Record<string, string>>;
}

/** @param tenants by id; Fabrikam is not there without people */
export function linksOf(
  at: ConsoleAt,
  tenants: { readonly empty: string; readonly contoso: string; readonly fabrikam: string | undefined },
): ConsoleLinks {
  const { empty, contoso, fabrikam } = tenants;
  return {
    url: at.url,
    signIn: {
      administrator: linkOf(at, 'administrator', empty),
      auditor: linkOf(at, 'auditor', contoso),
      people: linkOf(at, 'people', contoso),
      operator: linkOf(at, 'operator', null),
    },
    administrators: {
      contoso: linkOf(at, 'administrator', contoso),
      ...(fabrikam !== undefined && { fabrikam: linkOf(at, 'administrator', fabrikam) }),
    },
  };
}
