import {
  DONE,
  handlerOf,
  type BatchHandler,
  type DeliveryBatch,
  type Handlers,
  type NeedsOn,
  type Outcome,
} from '#consumer';
import { ADMIN, isOn, revokedBy, USERS, type Topic, type UserEvent } from '#contracts';
import { recordRevocations } from '#service';
import { applyUsers, completeHistory } from '../storage/apply-users.js';

/** What the directory is a fold of; of the admin topic it keeps who may no longer read it. */
export const DIRECTORY_TOPICS: readonly Topic[] = [USERS, ADMIN];

/** Each event carries the whole resource: an employee is what the newest one says, whatever was before. */
export const USERS_NEED: NeedsOn<'rollcall.users.v1'> = {
  'rollcall.UserProvisioned': 'itself',
  'rollcall.UserUpdated': 'itself',
  'rollcall.UserDeprovisioned': 'itself',
};

/** What is revoked stays so, whatever was before. */
export const ADMIN_NEED: NeedsOn<'rollcall.admin.v1'> = {
  'rollcall.TenantChanged': 'itself',
  'rollcall.AdminActed': 'itself',
};

/** Keeps which readers and keys are refused, outside the schema of the projection. */
export async function keepRevocations({ tx, deliveries }: DeliveryBatch): Promise<readonly Outcome[]> {
  await recordRevocations(
    tx,
    deliveries.flatMap(({ event }) => (isOn(ADMIN, event) ? (revokedBy(event) ?? []) : [])),
  );
  return deliveries.map(() => DONE);
}

/**
 * Takes the batches of the users topic.
 *
 * An event after a gap is applied, because it carries the whole resource: to park it would leave a leaver active until
 * a person came, and its release could not mend what is missing. `onGap` is told, so that the broken promise of the
 * bus (every version, in order) is seen; the history shows it for good.
 */
export function foldUsersTopic(onGap: (event: UserEvent) => void): BatchHandler {
  return async ({ tx, deliveries, isLate }) => {
    const events = deliveries.map(({ event }) => event);
    const { verdicts, gaps } = isLate ? await completeHistory(tx, events) : await applyUsers(tx, events);
    gaps.forEach(onGap);
    return verdicts;
  };
}

/** The same fold for a rebuild, which has no Nest. */
export function directoryHandlers(onGap: (event: UserEvent) => void): Handlers {
  return new Map([handlerOf(USERS, USERS_NEED, foldUsersTopic(onGap)), handlerOf(ADMIN, ADMIN_NEED, keepRevocations)]);
}
