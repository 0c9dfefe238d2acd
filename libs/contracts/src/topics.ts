/** A Kafka topic as a value: the producer, the consumers, the provisioning script and the tests read the same one. */
export interface Topic<Name extends string = string> {
  readonly name: Name;
  /** What the message key is; the order promised is per key. */
  readonly key: string;
  readonly partitions: number;
  /** Topic settings by their Kafka names. */
  readonly config: Readonly<Record<string, string>>;
}

/** Bytes of one record batch; an event that would not fit is refused with 413 before the commit. */
export const MAX_MESSAGE_BYTES = 1_048_576;

// The topics keep everything until snapshots exist: a new consumer folds from the first event.
const KEEP_EVERYTHING = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'max.message.bytes': String(MAX_MESSAGE_BYTES),
} as const;

export const USERS = topic('rollcall.users.v1', '<tenantId>/<userId>', 6);
export const GROUPS = topic('rollcall.groups.v1', '<tenantId>/<groupId>', 3);
export const PROVISIONING = topic('rollcall.provisioning.v1', '<tenantId>/<requestId>', 3);
/** Written by scim-api alone: every service believes who may operate or read, and how a tenant stands, as it says. */
export const ADMIN = topic('rollcall.admin.v1', '<tenantId>/<objectId>', 1);
/** What is done at a projection, which each of them may write: nobody takes a right from it, or gives one. */
export const ACTS = topic('rollcall.acts.v1', '<tenantId>/<objectId>', 1);

export const TOPICS: readonly Topic[] = [USERS, GROUPS, PROVISIONING, ADMIN, ACTS];

function topic<Name extends string>(name: Name, key: string, partitions: number): Topic<Name> {
  return { name, key, partitions, config: KEEP_EVERYTHING };
}
