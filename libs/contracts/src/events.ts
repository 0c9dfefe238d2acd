import type { TSchema } from 'typebox';
import { isActOfScimApi } from './admin-acts.js';
import {
  AdminActedData,
  TenantChangedData,
  TenantEndedData,
  type AdminActed,
  type AdminEvent,
} from './admin-events.js';
import { CredentialExpiringData, DeadCredentialUsedData } from './credential-events.js';
import { GroupDeprovisionedData, GroupProvisionedData, GroupUpdatedData, type GroupEvent } from './group-events.js';
import { RefusalsSuppressedData, WriteRefusedData, type ProvisioningEvent } from './provisioning-events.js';
import { ACTS, ADMIN, GROUPS, PROVISIONING, SHADOW_GROUPS, SHADOW_USERS, USERS, type Topic } from './topics.js';
import { UserDeprovisionedData, UserProvisionedData, UserUpdatedData, type UserEvent } from './user-events.js';

/** What stands on which topic. An event of a subject that is new begins here: the compiler then names what must decide. */
export interface EventsOfTopic {
  readonly 'rollcall.users.v1': UserEvent;
  readonly 'rollcall.groups.v1': GroupEvent;
  readonly 'rollcall.provisioning.v1': ProvisioningEvent;
  readonly 'rollcall.admin.v1': AdminEvent;
  readonly 'rollcall.acts.v1': AdminActed;
  readonly 'rollcall.shadow.users.v1': UserEvent;
  readonly 'rollcall.shadow.groups.v1': GroupEvent;
}
export type TopicName = keyof EventsOfTopic;
export type RollcallEvent = EventsOfTopic[TopicName];
export type EventType = RollcallEvent['type'];
/** The types of a topic's events. */
export type TypeOn<Name extends TopicName> = EventsOfTopic[Name]['type'];

type TopicOf<Type extends EventType> = { [Name in TopicName]: Type extends TypeOn<Name> ? Name : never }[TopicName];

export interface EventDefinition<Type extends EventType = EventType> {
  readonly version: number;
  /** It is about a resource that counts its changes, and says which one it was: `ce_resourceversion`. */
  readonly isCounted?: true;
  readonly topic: Topic<TopicOf<Type>>;
  /** Where it stands when it is told by a projection. */
  readonly atProjections?: Topic<TopicOf<Type>>;
  /** Where it stands when a shadow decided it: nothing of it has happened. */
  readonly inShadow?: Topic<TopicOf<Type>>;
  /** Shape of `data`. */
  readonly data: TSchema;
}

const COUNTED = { version: 1, isCounted: true } as const;

/** Every event type that is published, with its current version, its topic and the shape of its data. */
export const EVENTS: { readonly [Type in EventType]: EventDefinition<Type> } = {
  'rollcall.UserProvisioned': { ...COUNTED, topic: USERS, inShadow: SHADOW_USERS, data: UserProvisionedData },
  'rollcall.UserUpdated': { ...COUNTED, topic: USERS, inShadow: SHADOW_USERS, data: UserUpdatedData },
  'rollcall.UserDeprovisioned': { ...COUNTED, topic: USERS, inShadow: SHADOW_USERS, data: UserDeprovisionedData },
  'rollcall.GroupProvisioned': { ...COUNTED, topic: GROUPS, inShadow: SHADOW_GROUPS, data: GroupProvisionedData },
  'rollcall.GroupUpdated': { ...COUNTED, topic: GROUPS, inShadow: SHADOW_GROUPS, data: GroupUpdatedData },
  'rollcall.GroupDeprovisioned': { ...COUNTED, topic: GROUPS, inShadow: SHADOW_GROUPS, data: GroupDeprovisionedData },
  'rollcall.WriteRefused': { version: 1, topic: PROVISIONING, data: WriteRefusedData },
  'rollcall.RefusalsSuppressed': { version: 1, topic: PROVISIONING, data: RefusalsSuppressedData },
  'rollcall.TenantChanged': { ...COUNTED, topic: ADMIN, data: TenantChangedData },
  'rollcall.AdminActed': { version: 1, topic: ADMIN, atProjections: ACTS, data: AdminActedData },
  'rollcall.TenantEnded': { version: 1, topic: ADMIN, data: TenantEndedData },
  'rollcall.CredentialExpiring': { version: 1, topic: ADMIN, data: CredentialExpiringData },
  'rollcall.DeadCredentialUsed': { version: 1, topic: ADMIN, data: DeadCredentialUsedData },
};

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENTS, type);
}

/** Higher than any resource comes: where they are made, in scim-api, a version is an `integer` of PostgreSQL. */
export const MAX_RESOURCE_VERSION = 2_147_483_647;

/** The types that stand on a topic. */
export function standsOn(type: EventType, topic: string): boolean {
  const { topic: own, atProjections, inShadow } = EVENTS[type];
  return topic === own.name || topic === atProjections?.name || topic === inShadow?.name;
}

/**
 * Why nobody but a faulty or forging producer put the event on that topic, or null. What scim-api alone does is on its own
 * topic; where a projection could have written it, it is nobody's.
 */
export function misplaced(event: RollcallEvent, topic: string): string | null {
  if (!standsOn(event.type, topic)) return `${event.type} does not belong on this topic`;
  if (isOfTenant(event) && event.subject !== event.tenantId) return `the subject of ${event.type} is not its tenant`;
  if (topic !== ACTS.name || event.type !== 'rollcall.AdminActed' || !isActOfScimApi(event.data.act)) return null;
  return `${event.data.act} does not belong on this topic: scim-api alone does it`;
}

function isOfTenant({ type }: RollcallEvent): boolean {
  return type === 'rollcall.TenantChanged' || type === 'rollcall.TenantEnded';
}

/**
 * The guard of a topic's own events, and so of what its handlers must know: a type that is new on it is an error of the
 * compiler wherever they decide. An event that stands on a topic of another subject is a fault of its producer.
 */
export function eventsOn<Name extends TopicName>(
  topic: Topic<Name>,
): (event: RollcallEvent) => event is EventsOfTopic[Name] {
  return (event): event is EventsOfTopic[Name] => misplaced(event, topic.name) === null;
}

/** The URI in `ce_dataschema`, which is also the `$id` of the published JSON Schema. */
export function dataSchemaUri(type: EventType): string {
  return `urn:rollcall:event:${type.slice('rollcall.'.length)}:${EVENTS[type].version}`;
}
