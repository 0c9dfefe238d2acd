export const ROLES = ['identity-administrator', 'auditor', 'people', 'employee', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** How the services are: full of what there is, empty, not answering yet, failing, away, or refusing; or waiting for Entra to call. */
export const STATES = ['full', 'empty', 'loading', 'error', 'away', 'refused', 'million', 'waiting'] as const;
export type State = (typeof STATES)[number];

export interface Scenario {
  readonly role: Role;
  readonly state: State;
  readonly locale: string | null;
  readonly theme: 'auto' | 'light' | 'dark';
}

/** What every clock of a scenario says. */
export const NOW = new Date('2026-11-24T14:05:00.000Z');

export function ago(minutes: number): string {
  return new Date(NOW.getTime() - minutes * 60_000).toISOString();
}

export function uuid(number: number): string {
  return `0198c0de-7a11-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export const TENANT = { id: uuid(1), name: 'Contoso demo', slug: 'contoso-demo', timeZone: 'America/New_York' };

/** A request of Entra that is looked at, and the event that followed of it. */
export const REQUEST = uuid(256);
export const EVENT = uuid(257);
/** Somebody whom everything is about. */
export const PERSON = uuid(258);
/** A mail that may have been lost. */
export const DELIVERY = uuid(259);
/** Somebody who was deleted, and is known by the name that they had. */
export const GONE = uuid(4_500);
/** A group that is looked at. */
export const GROUP = uuid(260);
