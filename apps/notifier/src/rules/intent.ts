/** What a mail is made with; also what the delivery list calls it. */
export type Template = 'joiner' | 'leaver' | 'refusals' | 'initial-cycle';

/** Why nobody is written to. */
export type SuppressReason =
  | 'too old'
  | 'no manager'
  | 'manager has no address'
  | 'manager is not active'
  | 'manager is the person'
  | 'left before the mail'
  | 'superseded'
  | 'no notification address';

/** What the mail to a manager says. */
export interface PersonFacts {
  readonly name: string;
  readonly reason: 'created' | 'reactivated' | 'disabled' | 'deleted';
  readonly at: string;
  readonly title: string | null;
  readonly department: string | null;
}

/** The wish to tell a manager about one event of one person. */
export interface PersonIntent {
  readonly kind: 'person';
  readonly template: 'joiner' | 'leaver';
  readonly tenantId: string;
  readonly eventId: string;
  readonly personId: string;
  /** Whom to tell; null: whoever is the person's manager once it is known. */
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
