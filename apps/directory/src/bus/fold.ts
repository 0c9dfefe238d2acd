import {
  DONE,
  handlerOf,
  ignored,
  versionsIn,
  type BatchHandler,
  type Handlers,
  type NeedsOn,
  type Sequenced,
} from '#consumer';
import {
  ADMIN,
  GROUPS,
  idFault,
  type AdminEvent,
  type GroupEvent,
  type RollcallEvent,
  type UserEvent,
  USERS,
} from '#contracts';
import { hiddenIn } from '../projection/fold-hidden.js';
import { isOfUser } from '../projection/fold-users.js';
import { zonesIn } from '../projection/fold-zones.js';
import { applyGroups } from '../storage/apply-groups.js';
import { applyUsers, completeHistory, type Beside } from '../storage/apply-users.js';
import { IN_BULK } from '../storage/in-bulk.js';
import { erasedAmong } from '../storage/statements/erased-people.js';
import { hideValues } from '../storage/statements/hidden-attributes.js';
import { saveZones } from '../storage/statements/save-zones.js';
import { showAsBefore, showInactive } from '../storage/statements/show-inactive.js';

/** Each event carries the whole resource: an employee is what the newest one says, whatever was before. */
const USERS_NEED: NeedsOn<'rollcall.users.v1'> = {
  'rollcall.UserProvisioned': 'itself',
  'rollcall.UserUpdated': 'itself',
  'rollcall.UserDeprovisioned': 'itself',
};

/**
 * An event that leaps past the sequence of its employee is parked, and what it says of the employee is not believed, but
 * for one thing: a leaver who stays active until a person comes is worse than somebody active who is shown inactive.
 */
const USERS_SEQUENCE: Sequenced = {
  known: versionsIn('employees'),
  leapt: async (tx, event) => {
    if (deactivates(event)) await showInactive(tx, event);
  },
  takenBack: showAsBefore,
};

function deactivates(event: RollcallEvent): boolean {
  if (!isOfUser(event) || idFault(event) !== null) return false;
  return event.type === 'rollcall.UserDeprovisioned' || !event.data.user.active;
}

/** Takes the batches of the users topic. */
function foldUsersTopic(beside?: Beside): BatchHandler<UserEvent> {
  return async ({ tx, deliveries, isLate }) => {
    const events = deliveries.map(({ event }) => event);
    const places = new Map(deliveries.map(({ event, partition, offset }) => [event.id, { partition, offset }]));
    const { verdicts } = isLate
      ? await completeHistory(tx, events, places)
      : await applyUsers(tx, events, places, beside);
    return verdicts;
  };
}

/** Who came and who went is said of what was before; a group's end takes all of them with it. */
const GROUPS_NEED: NeedsOn<'rollcall.groups.v1'> = {
  'rollcall.GroupProvisioned': 'itself',
  'rollcall.GroupUpdated': 'all-before',
  'rollcall.GroupDeprovisioned': 'itself',
};

/** Takes the batches of the groups topic. Of a group nothing is kept but what is: what comes late changes nothing. */
const foldGroupsTopic: BatchHandler<GroupEvent> = async ({ tx, deliveries, isLate }) => {
  if (isLate) return deliveries.map(() => ignored('a later event of the group has been applied'));
  const { verdicts } = await applyGroups(
    tx,
    deliveries.map(({ event }) => event),
  );
  return verdicts;
};

/** Each carries all settings of the tenant. */
const ADMIN_NEED: NeedsOn<'rollcall.admin.v1'> = {
  'rollcall.TenantChanged': 'itself',
  'rollcall.AdminActed': 'itself',
  'rollcall.TenantEnded': 'itself',
  'rollcall.CredentialExpiring': 'itself',
  'rollcall.DeadCredentialUsed': 'itself',
};

/** Takes what is told of tenants: of their settings where their days end, and what becomes sensitive. */
const foldAdminTopic: BatchHandler<AdminEvent> = async ({ tx, deliveries }) => {
  const events = deliveries.map(({ event }) => event);
  await saveZones(tx, zonesIn(events));
  await hideValues(tx, hiddenIn(events));
  return deliveries.map(() => DONE);
};

/** A leap is not believed: a zone that is forged would stay until the versions have come to it. */
const ADMIN_SEQUENCE: Sequenced = { known: versionsIn('tenant_zones', 'tenant_id') };

function handlersWith(beside?: Beside): Handlers {
  const [users, usersHandler] = handlerOf(USERS, USERS_NEED, foldUsersTopic(beside), USERS_SEQUENCE);
  return new Map([
    [users, { ...usersHandler, erased: erasedAmong }],
    handlerOf(GROUPS, GROUPS_NEED, foldGroupsTopic, { known: versionsIn('groups') }),
    handlerOf(ADMIN, ADMIN_NEED, foldAdminTopic, ADMIN_SEQUENCE),
  ]);
}

/** What the directory is a fold of. */
export const DIRECTORY_HANDLERS = handlersWith();

/** The same, of a schema that nobody reads yet: see in-bulk.ts. */
export const BULK_HANDLERS = handlersWith(IN_BULK);
