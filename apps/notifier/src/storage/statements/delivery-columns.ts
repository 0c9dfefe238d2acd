import { nameKeys } from '#contracts';
import { TIME, type Columns } from '#postgres';

/** A delivery about a person, as an event made it. */
export interface PersonDelivery {
  readonly id: string;
  readonly tenantId: string;
  readonly template: string;
  readonly status: 'waiting' | 'suppressed';
  readonly reason: string | null;
  readonly personId: string;
  readonly personVersion: number;
  readonly managerId: string | null;
  /** JSON text; null for what is never sent. */
  readonly facts: string | null;
  readonly eventId: string;
  readonly eventAt: Date;
  readonly traceparent: string | null;
  readonly dueAt: Date;
}

type Made = PersonDelivery & { readonly now: Date };

/** The table of deliveries: what is written of those that are made many at a time, and what is shown, follows. */
export const DELIVERY = {
  id: { type: 'uuid', write: ({ id }) => id, isShown: true },
  tenant_id: { type: 'uuid', write: ({ tenantId }) => tenantId },
  template: { type: 'text', write: ({ template }) => template, isShown: true },
  made_at: { type: TIME, write: ({ now }) => now, isShown: true },
  status: { type: 'text', write: ({ status }) => status, isShown: true },
  recipient: { type: 'text', isShown: true },
  recipient_name: { type: 'text' },
  reason: { type: 'text', write: ({ reason }) => reason, isShown: true },
  person_id: { type: 'text', write: ({ personId }) => personId },
  manager_id: { type: 'text', write: ({ managerId }) => managerId },
  group_key: { type: 'text' },
  facts: { type: 'jsonb', write: ({ facts }) => facts },
  event_count: { type: 'integer', from: '1', isShown: true },
  last_event_at: { type: TIME, write: ({ eventAt }) => eventAt },
  traceparent: { type: 'text', write: ({ traceparent }) => traceparent },
  due_at: { type: TIME, write: ({ dueAt }) => dueAt, isShown: true },
  since: { type: TIME, from: 'made_at' },
  released_at: { type: TIME },
  attempts: { type: 'integer', isShown: true },
  refusals: { type: 'integer' },
  phase: { type: 'text' },
  lease_until: { type: TIME },
  settled_at: { type: TIME, from: `case when status = 'suppressed' then made_at end`, isShown: true },
  manager_key: { type: 'text', write: ({ managerId }) => (managerId === null ? null : nameKeys(managerId).mailKey) },
  person_version: { type: 'bigint', write: ({ personVersion }) => personVersion },
  digest_id: { type: 'uuid', isShown: true },
  copy_of: { type: 'uuid' },
} as const satisfies Columns<Made> & Readonly<Record<string, { readonly isShown?: true }>>;

type Shown = { [Name in keyof typeof DELIVERY]: (typeof DELIVERY)[Name] extends { isShown: true } ? Name : never };

/** The columns that an answer has of a delivery. */
export type ShownColumn = Shown[keyof Shown];

export const SHOWN_COLUMNS = Object.entries(DELIVERY).flatMap(([name, column]) => ('isShown' in column ? [name] : []));
