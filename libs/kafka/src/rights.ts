import kafkajs, { type AclEntry, type Admin, type Kafka } from 'kafkajs';

// kafkajs is CommonJS and spreads its enums into its exports, where Node's ESM loader does not see them by name.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

export type Operation = 'read' | 'write' | 'create' | 'delete' | 'describe' | 'describe-configs';

/** What a user may do with a topic or a group, or with all whose names begin so. */
export interface Right {
  readonly on: 'topic' | 'group';
  readonly name: string;
  readonly isPrefix?: boolean;
  /** `read`, `write` and `delete` permit `describe` as well. */
  readonly operations: readonly Operation[];
}

/** By user. */
export type Rights = Readonly<Record<string, readonly Right[]>>;

/**
 * Gives each user these rights and takes every other from it. Other users' are not looked at. Safe to run again.
 *
 * @param kafka of a user who may alter the cluster
 */
export async function ensureRights(kafka: Kafka, rights: Rights): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const wanted = Object.entries(rights).flatMap(([user, all]) => all.flatMap((right) => entries(user, right)));
    const found = new Map((await rightsOf(admin, Object.keys(rights))).map((entry) => [keyOf(entry), entry]));
    const missing = wanted.filter((entry) => !found.has(keyOf(entry)));
    if (missing.length > 0) await admin.createAcls({ acl: missing });
    const keys = new Set(wanted.map(keyOf));
    const surplus = [...found].flatMap(([key, entry]) => (keys.has(key) ? [] : [entry]));
    if (surplus.length > 0) await admin.deleteAcls({ filters: surplus });
  } finally {
    await admin.disconnect();
  }
}

async function rightsOf(admin: Admin, users: readonly string[]): Promise<AclEntry[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  });
  const own = new Set(users.map(principalOf));
  return resources.flatMap(({ acls, resourceType, resourceName, resourcePatternType }) =>
    acls
      .filter(({ principal }) => own.has(principal))
      .map((acl) => ({ ...acl, resourceType, resourceName, resourcePatternType })),
  );
}

function entries(user: string, { on, name, isPrefix = false, operations }: Right): AclEntry[] {
  return operations.map((operation) => ({
    resourceType: on === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: name,
    resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    principal: principalOf(user),
    host: '*',
    operation: AclOperationTypes[OPERATIONS[operation]],
    permissionType: AclPermissionTypes.ALLOW,
  }));
}

const OPERATIONS = {
  read: 'READ',
  write: 'WRITE',
  create: 'CREATE',
  delete: 'DELETE',
  describe: 'DESCRIBE',
  'describe-configs': 'DESCRIBE_CONFIGS',
} as const;

function principalOf(user: string): string {
  return `User:${user}`;
}

function keyOf(entry: AclEntry): string {
  const { resourceType, resourceName, resourcePatternType, principal, host, operation, permissionType } = entry;
  return JSON.stringify([resourceType, resourceName, resourcePatternType, principal, host, operation, permissionType]);
}
