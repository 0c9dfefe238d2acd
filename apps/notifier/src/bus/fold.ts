import {
  DONE,
  handlerOf,
  poison,
  versionsIn,
  type DeliveryBatch,
  type Handlers,
  type NeedsOn,
  type Outcome,
  type Sequenced,
} from '#consumer';
import { ACTS, ADMIN, idFault, PROVISIONING, USERS, type RollcallEvent, type UserEvent } from '#contracts';
import type { Transaction } from '#postgres';
import type { RuleContext } from '../rules/settings.js';
import { foldRefusals } from '../folding/fold-refusals.js';
import { foldActs, foldTenants } from '../folding/fold-tenants.js';
import { foldLateUsers } from '../folding/fold-late-users.js';
import { foldUsers } from '../folding/fold-users.js';

/** Each carries the whole person: who somebody is, and whether there is a mail, is what the newest one says. */
const USERS_NEED: NeedsOn<'rollcall.users.v1'> = {
  'rollcall.UserProvisioned': 'itself',
  'rollcall.UserUpdated': 'itself',
  'rollcall.UserDeprovisioned': 'itself',
};

/** Each refusal is counted for itself. */
const PROVISIONING_NEED: NeedsOn<'rollcall.provisioning.v1'> = {
  'rollcall.WriteRefused': 'itself',
  'rollcall.RefusalsSuppressed': 'itself',
};

/** Each carries all settings of the tenant; an act takes something away for good. */
const ADMIN_NEED: NeedsOn<'rollcall.admin.v1'> = {
  'rollcall.TenantChanged': 'itself',
  'rollcall.AdminActed': 'itself',
  'rollcall.TenantEnded': 'itself',
  'rollcall.CredentialExpiring': 'itself',
  'rollcall.DeadCredentialUsed': 'itself',
};

/** What was done here takes something away for good; what was done at the console is told. */
const ACTS_NEED: NeedsOn<'rollcall.acts.v1'> = { 'rollcall.AdminActed': 'itself' };

/**
 * An event that leaps is neither believed nor told: a mail cannot be taken back. The operator hears that it is parked, and
 * who it is about hears of it when it is released. Who was deleted is not known, and no later version of them comes.
 */
const USERS_SEQUENCE: Sequenced = { known: versionsIn('people', 'user_id') };
const ADMIN_SEQUENCE: Sequenced = { known: versionsIn('tenants', 'tenant_id') };

type Fold<Event> = (tx: Transaction, events: readonly Event[]) => Promise<void>;

/** What the notifier is a fold of. @param context the moment, and the settings */
export function notifierHandlers(context: () => RuleContext): Handlers {
  return new Map([
    handlerOf(USERS, USERS_NEED, (batch) => foldUsersBatch(batch, context()), USERS_SEQUENCE),
    handlerOf(PROVISIONING, PROVISIONING_NEED, (batch) =>
      folded(batch, (tx, events) => foldRefusals(tx, events, context())),
    ),
    handlerOf(
      ADMIN,
      ADMIN_NEED,
      (batch) => folded(batch, (tx, events) => foldTenants(tx, events, context())),
      ADMIN_SEQUENCE,
    ),
    handlerOf(ACTS, ACTS_NEED, (batch) => folded(batch, (tx, events) => foldActs(tx, events, context()))),
  ]);
}

export function foldUsersBatch(batch: DeliveryBatch<UserEvent>, context: RuleContext): Promise<readonly Outcome[]> {
  return folded(batch, (tx, events) =>
    batch.isLate ? foldLateUsers(tx, events, context) : foldUsers(tx, events, context),
  );
}

/** Folds those that can be, together; the others can never be applied and are parked. */
async function folded<Event extends RollcallEvent>(
  { tx, deliveries }: DeliveryBatch<Event>,
  fold: Fold<Event>,
): Promise<readonly Outcome[]> {
  const events: Event[] = [];
  const outcomes = deliveries.map(({ event }): Outcome => {
    const odd = idFault(event);
    if (odd !== null) return poison(odd);
    if (Number.isNaN(Date.parse(event.time))) return poison('the time is none');
    events.push(event);
    return DONE;
  });
  await fold(tx, events);
  return outcomes;
}
