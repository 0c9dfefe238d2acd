export { adminActed, type Acted, type Acting } from './admin-acted.js';
export type { AdminAct } from './admin-acts.js';
export {
  AdminActedData,
  INSTALLATION,
  MAX_NAMED_CONNECTIONS,
  MAX_TENANT_DOMAINS,
  TenantChangedData,
  TenantEndedData,
  type AdminActed,
  type AdminEvent,
  type DomainState,
  type TenantChanged,
  type TenantEnded,
} from './admin-events.js';
export {
  CredentialExpiringData,
  DeadCredentialUsedData,
  EXPIRY_WARNINGS,
  type CredentialEvent,
  type CredentialExpiring,
  type DeadCredentialUsed,
} from './credential-events.js';
export { decodeEvent, type Decoded, type RawEvent, type Refused } from './decode.js';
export { encodeEvent, type EncodedEvent } from './encode.js';
export { Actor, Change, type Envelope } from './envelope.js';
export {
  dataSchemaUri,
  EVENTS,
  eventsOn,
  MAX_RESOURCE_VERSION,
  misplaced,
  isEventType,
  type EventDefinition,
  type EventsOfTopic,
  type EventType,
  type RollcallEvent,
  type TopicName,
  type TypeOn,
} from './events.js';
export {
  GroupDeprovisionedData,
  GroupMember,
  GroupProvisionedData,
  GroupResource,
  GroupUpdatedData,
  type GroupDeprovisioned,
  type GroupEvent,
  type GroupProvisioned,
  type GroupUpdated,
} from './group-events.js';
export { MAX_KEY_LENGTH, MAX_TEXT_LENGTH } from './limits.js';
export { deliverableDomain, mailboxKey, mailDomain, routedAddress } from './mail-domain.js';
export { nameKeys, personNamed, type NameCandidates, type NameKeys } from './person-named.js';
export {
  RefusalsSuppressedData,
  WriteRefusedData,
  type ProvisioningEvent,
  type RefusalsSuppressed,
  type WriteRefused,
} from './provisioning-events.js';
export { operatorIssuedBy, type IssuedOperator } from './operator-issued.js';
export { amongNames, HIDDEN_LATE_MS, MASK, sensitiveValues, shownChanges, shownUser } from './sensitive.js';
export {
  ACTS,
  ADMIN,
  FACTS,
  GROUPS,
  MAX_MESSAGE_BYTES,
  PROVISIONING,
  SHADOW_GROUPS,
  SHADOW_USERS,
  TOPICS,
  USERS,
  type Topic,
} from './topics.js';
export {
  CUSTOM_USER_URN,
  ENTERPRISE_USER_URN,
  UserDeprovisionedData,
  UserProvisionedData,
  UserResource,
  UserUpdatedData,
  type UserDeprovisioned,
  type UserEvent,
  type UserProvisioned,
  type UserUpdated,
} from './user-events.js';
export { endedBy, revokedBy, standingAfter, type Ended, type Revoked, type Standing } from './standing.js';
export { idFault } from './id-fault.js';
export { isMailAddress, mailKey, workAddress } from './work-address.js';
