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

export const USERS: Topic<'rollcall.users.v1'> = {
  name: 'rollcall.users.v1',
  key: '<tenantId>/<userId>',
  partitions: 6,
  config: KEEP_EVERYTHING,
};

export const GROUPS: Topic<'rollcall.groups.v1'> = {
  name: 'rollcall.groups.v1',
  key: '<tenantId>/<groupId>',
  partitions: 3,
  config: KEEP_EVERYTHING,
};

export const PROVISIONING: Topic<'rollcall.provisioning.v1'> = {
  name: 'rollcall.provisioning.v1',
  key: '<tenantId>/<requestId>',
  partitions: 3,
  config: KEEP_EVERYTHING,
};

export const ADMIN: Topic<'rollcall.admin.v1'> = {
  name: 'rollcall.admin.v1',
  key: '<tenantId>/<objectId>',
  partitions: 1,
  config: KEEP_EVERYTHING,
};

export const TOPICS: readonly Topic[] = [USERS, GROUPS, PROVISIONING, ADMIN];
