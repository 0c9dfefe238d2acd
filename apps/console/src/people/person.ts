/** What the directory was found to know of an account's person: whether it was asked, and whether it ever knew them. */
export type PersonKnown = 'unasked' | 'known' | 'unknown';

/** An account of an identity provider, with its person. */
export interface PersonOfAccount {
  readonly id: string;
  /** Of the employee: the object id of the account at the identity provider. */
  readonly externalId: string;
  readonly person: PersonKnown;
}

/** Who of a tenant's people is active, as the directory says. */
export interface People {
  /** @param externalIds at most 100 @returns by external id; nobody has one that is not there. @throws Error when it is not known */
  of(tenantId: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
}

/** So long the directory may be silent before sessions end that it would have to vouch for. */
export const UNHEARD_MS = 10 * 60_000;

export type Verdict = { readonly person: PersonKnown; readonly ends: 'person inactive' | 'person gone' | null };

/**
 * Whether somebody's sessions go on. Whom the directory never knew is not touched: a consultant may look after a tenant and be
 * nobody's employee.
 *
 * @param isActive as the directory says; undefined: it knows nobody of that id
 */
export function judgePerson({ person }: Pick<PersonOfAccount, 'person'>, isActive: boolean | undefined): Verdict {
  if (isActive === undefined)
    return person === 'known' ? { person, ends: 'person gone' } : { person: 'unknown', ends: null };
  return { person: 'known', ends: isActive ? null : 'person inactive' };
}
