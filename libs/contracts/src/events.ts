import type { TSchema } from 'typebox';
import { TenantChangedData, type AdminEvent } from './admin-events.js';
import { GroupDeprovisionedData, GroupProvisionedData, GroupUpdatedData, type GroupEvent } from './group-events.js';
import { RefusalsSuppressedData, WriteRefusedData, type ProvisioningEvent } from './provisioning-events.js';
import { ADMIN, GROUPS, PROVISIONING, USERS, type Topic } from './topics.js';
import { UserDeprovisionedData, UserProvisionedData, UserUpdatedData, type UserEvent } from './user-events.js';

export type RollcallEvent = UserEvent | GroupEvent | ProvisioningEvent | AdminEvent;
export type EventType = RollcallEvent['type'];

export interface EventDefinition {
  readonly version: number;
  readonly topic: Topic;
  /** Shape of `data`. */
  readonly data: TSchema;
}

/** Every event type that is published, with its current version, its topic and the shape of its data. */
export const EVENTS: Readonly<Record<EventType, EventDefinition>> = {
  'rollcall.UserProvisioned': { version: 1, topic: USERS, data: UserProvisionedData },
  'rollcall.UserUpdated': { version: 1, topic: USERS, data: UserUpdatedData },
  'rollcall.UserDeprovisioned': { version: 1, topic: USERS, data: UserDeprovisionedData },
  'rollcall.GroupProvisioned': { version: 1, topic: GROUPS, data: GroupProvisionedData },
  'rollcall.GroupUpdated': { version: 1, topic: GROUPS, data: GroupUpdatedData },
  'rollcall.GroupDeprovisioned': { version: 1, topic: GROUPS, data: GroupDeprovisionedData },
  'rollcall.WriteRefused': { version: 1, topic: PROVISIONING, data: WriteRefusedData },
  'rollcall.RefusalsSuppressed': { version: 1, topic: PROVISIONING, data: RefusalsSuppressedData },
  'rollcall.TenantChanged': { version: 1, topic: ADMIN, data: TenantChangedData },
};

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENTS, type);
}

/** The URI in `ce_dataschema`, which is also the `$id` of the published JSON Schema. */
export function dataSchemaUri(type: EventType): string {
  return `urn:rollcall:event:${type.slice('rollcall.'.length)}:${EVENTS[type].version}`;
}
