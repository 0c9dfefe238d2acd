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
  // As it was published: what a broker compresses by another codec than gzip no consumer of ours reads.
  'compression.type': 'producer',
} as const;

export const USERS = topic('rollcall.users.v1', '<tenantId>/<userId>', 6);
export const GROUPS = topic('rollcall.groups.v1', '<tenantId>/<groupId>', 3);
export const PROVISIONING = topic('rollcall.provisioning.v1', '<tenantId>/<requestId>', 3);
/** Written by scim-api alone: every service believes who may operate or read, and how a tenant stands, as it says. */
export const ADMIN = topic('rollcall.admin.v1', '<tenantId>/<objectId>', 1);
/** What is done at a projection, which each of them may write: nobody takes a right from it, or gives one. */
export const ACTS = topic('rollcall.acts.v1', '<tenantId>/<objectId>', 1);

// What a shadow decided happened to nobody: it is counted, and forgotten.
const KEEP_A_WEEK = { ...KEEP_EVERYTHING, 'retention.ms': String(7 * 86_400_000) } as const;

/** What a shadow would have told of people. It has the events of {@link USERS}, and only the notifier reads it. */
export const SHADOW_USERS = topic('rollcall.shadow.users.v1', '<tenantId>/<userId>', 3, KEEP_A_WEEK);
/** As {@link SHADOW_USERS}, of groups. */
export const SHADOW_GROUPS = topic('rollcall.shadow.groups.v1', '<tenantId>/<groupId>', 3, KEEP_A_WEEK);

/** Those of what has happened. */
export const FACTS: readonly Topic[] = [USERS, GROUPS, PROVISIONING, ADMIN, ACTS];
export const TOPICS: readonly Topic[] = [...FACTS, SHADOW_USERS, SHADOW_GROUPS];

function topic<Name extends string>(
  name: Name,
  key: string,
  partitions: number,
  config: Topic['config'] = KEEP_EVERYTHING,
): Topic<Name> {
  return { name, key, partitions, config };
}
