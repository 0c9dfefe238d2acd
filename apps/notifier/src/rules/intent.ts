/** What a mail is made with; also what the delivery list calls it. */
export type Template =
  | 'joiner'
  | 'leaver'
  | 'refusals'
  | 'credential'
  | 'initial-cycle'
  | 'domain'
  | 'confirmation'
  | 'test'
  | 'refusing'
  | 'emergency'
  | 'approval'
  | 'sign-on'
  | 'digest';

/** Why nobody is written to. */
export type SuppressReason =
  | 'too old'
  | 'no manager'
  | 'no such person'
  | 'manager has no address'
  | 'manager is not active'
  | 'manager is the person'
  | 'left before the mail'
  | 'superseded'
  | 'active again before the mail'
  | 'was inactive before'
  | 'no notification address'
  | 'domain not verified'
  | 'address begins with a hyphen'
  | 'needs no confirmation';

/** What the mail to a manager says. */
export interface PersonFacts {
  readonly name: string;
  /** With the number, what tells two people of one name apart; absent in what an earlier version wrote. */
  readonly userName?: string | null;
  readonly employeeNumber?: string | null;
  readonly reason: 'created' | 'reactivated' | 'disabled' | 'deleted';
  readonly at: string;
  readonly title: string | null;
  readonly department: string | null;
}

/** Most people that one mail names; the rest are counted. */
export const PEOPLE_NAMED = 50;

/** What the mail about a manager's leavers says: of one alone its own facts, of several also the list. */
export interface LeaverFacts extends PersonFacts {
  readonly people?: readonly PersonFacts[];
  /** How many there are beside those named. */
  readonly more?: number;
}

/** @param people oldest first, as many as are known @param count how many there are, when not all are known */
export function gatherLeavers(people: readonly PersonFacts[], count = people.length): LeaverFacts | null {
  const [first] = people;
  if (first === undefined || count === 1) return first ?? null;
  const named = people.slice(0, PEOPLE_NAMED);
  return { ...first, people: named, more: count - named.length };
}

/** The wish to tell a manager about one event of one person. */
export interface PersonIntent {
  readonly kind: 'person';
  readonly template: 'joiner' | 'leaver';
  readonly tenantId: string;
  readonly eventId: string;
  readonly personId: string;
  /** Of the person, the version that the event made. */
  readonly personVersion: number;
  /** Whom to tell, by any name that personNamed knows; null: whoever is the person's manager once it is known. */
  readonly managerId: string | null;
  readonly facts: PersonFacts;
  readonly traceparent: string | null;
  readonly fate:
    { readonly kind: 'wait'; readonly until: Date } | { readonly kind: 'suppress'; readonly reason: SuppressReason };
}

/** The wish to count one event in the tenant's next digest. */
export interface DigestIntent {
  readonly kind: 'digest';
  readonly tenantId: string;
  readonly eventId: string;
  readonly traceparent: string | null;
}

export type Intent = PersonIntent | DigestIntent;
