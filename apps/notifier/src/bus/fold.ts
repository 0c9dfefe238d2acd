import {
  DONE,
  handlerOf,
  poison,
  type DeliveryBatch,
  type Handlers,
  type NeedsOn,
  type Outcome,
  type Sequenced,
} from '#consumer';
import { ADMIN, eventsOn, PROVISIONING, USERS, type EventsOfTopic, type Topic, type TopicName } from '#contracts';
import type { Transaction } from '#postgres';
import { validate } from 'uuid';
import type { RuleContext } from '../rules/settings.js';
import { foldRefusals } from '../storage/fold-refusals.js';
import { foldTenants } from '../storage/fold-tenants.js';
import { foldLateUsers } from '../storage/fold-late-users.js';
import { foldUsers } from '../storage/fold-users.js';
import { versionsOfPeople, versionsOfTenants } from '../storage/statements/versions.js';

/** What the notifier is a fold of. */
export const NOTIFIER_TOPICS: readonly Topic[] = [USERS, PROVISIONING, ADMIN];

/** Each carries the whole person: who somebody is, and whether there is a mail, is what the newest one says. */
export const USERS_NEED: NeedsOn<'rollcall.users.v1'> = {
  'rollcall.UserProvisioned': 'itself',
  'rollcall.UserUpdated': 'itself',
  'rollcall.UserDeprovisioned': 'itself',
};

/** Each refusal is counted for itself. */
export const PROVISIONING_NEED: NeedsOn<'rollcall.provisioning.v1'> = {
  'rollcall.WriteRefused': 'itself',
  'rollcall.RefusalsSuppressed': 'itself',
};

/** Each carries all settings of the tenant; an act takes something away for good. */
export const ADMIN_NEED: NeedsOn<'rollcall.admin.v1'> = {
  'rollcall.TenantChanged': 'itself',
  'rollcall.AdminActed': 'itself',
};

/**
 * An event that leaps is neither believed nor told: a mail cannot be taken back. The operator hears that it is parked, and
 * who it is about hears of it when it is released.
 */
export const USERS_SEQUENCE: Sequenced = { known: versionsOfPeople };
export const ADMIN_SEQUENCE: Sequenced = { known: versionsOfTenants };

type Fold<Event> = (tx: Transaction, events: readonly Event[]) => Promise<void>;

export function foldUsersBatch(batch: DeliveryBatch, context: RuleContext): Promise<readonly Outcome[]> {
  return folded(batch, USERS, (tx, events) =>
    batch.isLate ? foldLateUsers(tx, events, context) : foldUsers(tx, events, context),
  );
}

export function foldProvisioningBatch(batch: DeliveryBatch, context: RuleContext): Promise<readonly Outcome[]> {
  return folded(batch, PROVISIONING, (tx, events) => foldRefusals(tx, events, context));
}

export function foldAdminBatch(batch: DeliveryBatch, context: RuleContext): Promise<readonly Outcome[]> {
  return folded(batch, ADMIN, (tx, events) => foldTenants(tx, events, context));
}

/** The same handlers for what runs without Nest: the release of parked events. */
export function notifierHandlers(context: () => RuleContext): Handlers {
  return new Map([
    handlerOf(USERS, USERS_NEED, (batch) => foldUsersBatch(batch, context()), USERS_SEQUENCE),
    handlerOf(PROVISIONING, PROVISIONING_NEED, (batch) => foldProvisioningBatch(batch, context())),
    handlerOf(ADMIN, ADMIN_NEED, (batch) => foldAdminBatch(batch, context()), ADMIN_SEQUENCE),
  ]);
}

/** Folds those that can be, together; the others can never be applied and are parked. */
async function folded<Name extends TopicName>(
  { tx, deliveries }: DeliveryBatch,
  topic: Topic<Name>,
  fold: Fold<EventsOfTopic[Name]>,
): Promise<readonly Outcome[]> {
  const isOwn = eventsOn(topic);
  const events: EventsOfTopic[Name][] = [];
  const outcomes = deliveries.map(({ event }): Outcome => {
    if (!isOwn(event)) return poison(`an event of type ${event.type} does not belong on this topic`);
    if (!validate(event.tenantId)) return poison('the tenant id is not a UUID');
    if (!validate(event.id)) return poison('the event id is not a UUID');
    if (Number.isNaN(Date.parse(event.time))) return poison('the time is none');
    events.push(event);
    return DONE;
  });
  await fold(tx, events);
  return outcomes;
}
