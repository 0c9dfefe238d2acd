import { DONE, poison, type DeliveryBatch, type Outcome } from '#consumer';
import {
  ADMIN,
  PROVISIONING,
  USERS,
  type AdminEvent,
  type ProvisioningEvent,
  type Topic,
  type UserEvent,
} from '#contracts';
import type { Transaction } from '#postgres';
import { validate } from 'uuid';
import type { RuleContext } from '../rules/settings.js';
import { foldRefusals } from '../storage/fold-refusals.js';
import { foldTenants } from '../storage/fold-tenants.js';
import { foldUsers } from '../storage/fold-users.js';

/** What the notifier is a fold of. */
export const NOTIFIER_TOPICS: readonly Topic[] = [USERS, PROVISIONING, ADMIN];

type AnyEvent = DeliveryBatch['deliveries'][number]['event'];
type Fold<Event> = (tx: Transaction, events: readonly Event[]) => Promise<void>;

export function foldUsersBatch(batch: DeliveryBatch, context: RuleContext): Promise<readonly Outcome[]> {
  return folded(batch, isUserEvent, (tx, events) => foldUsers(tx, events, context));
}

export function foldProvisioningBatch(batch: DeliveryBatch, context: RuleContext): Promise<readonly Outcome[]> {
  return folded(batch, isProvisioningEvent, (tx, events) => foldRefusals(tx, events, context));
}

export function foldAdminBatch(batch: DeliveryBatch): Promise<readonly Outcome[]> {
  return folded(batch, isAdminEvent, foldTenants);
}

/** Folds those that can be, together; the others can never be applied and are parked. */
async function folded<Event extends AnyEvent>(
  { tx, deliveries }: DeliveryBatch,
  belongs: (event: AnyEvent) => event is Event,
  fold: Fold<Event>,
): Promise<readonly Outcome[]> {
  const events: Event[] = [];
  const outcomes = deliveries.map(({ event }): Outcome => {
    if (!belongs(event)) return poison(`an event of type ${event.type} does not belong on this topic`);
    if (!validate(event.tenantId)) return poison('the tenant id is not a UUID');
    if (!validate(event.id)) return poison('the event id is not a UUID');
    if (Number.isNaN(Date.parse(event.time))) return poison('the time is none');
    events.push(event);
    return DONE;
  });
  await fold(tx, events);
  return outcomes;
}

function isUserEvent(event: AnyEvent): event is UserEvent {
  switch (event.type) {
    case 'rollcall.UserProvisioned':
    case 'rollcall.UserUpdated':
    case 'rollcall.UserDeprovisioned':
      return true;
    default:
      return false;
  }
}

function isProvisioningEvent(event: AnyEvent): event is ProvisioningEvent {
  return event.type === 'rollcall.WriteRefused' || event.type === 'rollcall.RefusalsSuppressed';
}

function isAdminEvent(event: AnyEvent): event is AdminEvent {
  return event.type === 'rollcall.TenantChanged';
}
