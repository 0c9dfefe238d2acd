import type { NamedEntry } from '../ledger/entry.js';

/** Classes of OCSF 1.3, category Identity & Access Management. */
const ACCOUNT_CHANGE = { uid: 3001, name: 'Account Change' };
const ENTITY_MANAGEMENT = { uid: 3004, name: 'Entity Management' };
const GROUP_MANAGEMENT = { uid: 3006, name: 'Group Management' };

type Activity = readonly [id: number, name: string];

const OTHER: Activity = [99, 'Other'];
const UPDATE: Activity = [3, 'Update'];

const OF_REASON: Readonly<Record<string, Activity>> = {
  created: [1, 'Create'],
  reactivated: [2, 'Enable'],
  disabled: [5, 'Disable'],
  deleted: [6, 'Delete'],
};

const OF_METHOD: Readonly<Record<string, Activity>> = {
  POST: [1, 'Create'],
  GET: [2, 'Read'],
  PUT: UPDATE,
  PATCH: UPDATE,
  DELETE: [4, 'Delete'],
};

/** The verb of an act, `readers.revoke`. */
const OF_VERB: Readonly<Record<string, Activity>> = {
  ...Object.fromEntries(['create', 'issue', 'define', 'add'].map((verb) => [verb, [1, 'Create']])),
  ...Object.fromEntries(
    ['revoke', 'remove', 'retire', 'withdraw', 'end', 'discard'].map((verb) => [verb, [4, 'Delete']]),
  ),
  ...Object.fromEntries(
    ['change', 'set', 'rotate', 'rewrap', 'release', 'confirm', 'verify'].map((verb) => [verb, UPDATE]),
  ),
  read: [2, 'Read'],
};

/** One event of OCSF, in a line of JSON. What it has no place for stands in `unmapped`. */
export function ocsfLine(entry: NamedEntry): string {
  const [kind, [activity_id, activity_name]] = classOf(entry);
  const isAccepted = entry.outcome === 'accepted';
  const event = {
    activity_id,
    activity_name,
    category_uid: 3,
    category_name: 'Identity & Access Management',
    class_uid: kind.uid,
    class_name: kind.name,
    type_uid: kind.uid * 100 + activity_id,
    severity_id: 1,
    time: Date.parse(entry.time),
    status_id: isAccepted ? 1 : 2,
    status: isAccepted ? 'Success' : 'Failure',
    ...given({ status_code: entry.status?.toString(), status_detail: entry.reason, count: entry.count }),
    metadata: metadataOf(entry),
    actor: actorOf(entry),
    ...objectOf(kind, entry),
    unmapped: { ...unmappedOf(entry), changes: JSON.parse(entry.changes) as unknown },
  };
  return `${JSON.stringify(event)}\n`;
}

function classOf(entry: NamedEntry): readonly [kind: typeof ACCOUNT_CHANGE, activity: Activity] {
  const { type, act, reason, method, resourceType, outcome } = entry;
  if (act !== undefined) return [ENTITY_MANAGEMENT, OF_VERB[act.split('.').at(-1) ?? ''] ?? OTHER];
  if (outcome === 'refused') return [ENTITY_MANAGEMENT, OF_METHOD[method ?? ''] ?? OTHER];
  if (resourceType === 'Group') return [GROUP_MANAGEMENT, ofGroup(type, entry)];
  const activity = type === 'rollcall.UserUpdated' ? undefined : OF_REASON[reason ?? ''];
  return activity === undefined ? [ENTITY_MANAGEMENT, UPDATE] : [ACCOUNT_CHANGE, activity];
}

/** Of a change of members what came, else what went; of its attributes there is no activity. */
function ofGroup(type: string, { changes }: NamedEntry): Activity {
  if (type === 'rollcall.GroupProvisioned') return [6, 'Create'];
  if (type === 'rollcall.GroupDeprovisioned') return [5, 'Delete'];
  const parsed = JSON.parse(changes) as readonly { readonly path: string; readonly after: unknown }[];
  const members = parsed.find(({ path }) => path === 'members');
  if (members === undefined) return OTHER;
  return members.after === null ? [4, 'Remove User'] : [3, 'Add User'];
}

function metadataOf({ id, tenantId, requestId, sequence, type }: NamedEntry) {
  return {
    version: '1.3.0',
    product: { name: 'Rollcall', vendor_name: 'Rollcall' },
    uid: id,
    event_code: type,
    tenant_uid: tenantId,
    correlation_uid: requestId,
    sequence,
  };
}

function actorOf({ connectionId, connectionName, credentialId, credentialName, operator, operatorName }: NamedEntry) {
  if (connectionId !== null)
    return given({ app_uid: connectionId, app_name: connectionName, session: sessionOf(credentialId) });
  return { user: given({ uid: operator ?? credentialId, name: operatorName ?? credentialName ?? operator }) };
}

function sessionOf(credentialId: string | null): { readonly credential_uid: string } | undefined {
  return credentialId === null ? undefined : { credential_uid: credentialId };
}

function objectOf(kind: typeof ACCOUNT_CHANGE, entry: NamedEntry) {
  const { resourceType: type, resourceId: uid, resourceName: name, userName } = entry;
  switch (kind.uid) {
    case ACCOUNT_CHANGE.uid:
      return { user: given({ uid, name: userName, full_name: name }) };
    case GROUP_MANAGEMENT.uid:
      return { group: given({ uid, name }) };
    default:
      return { entity: given({ type, uid, name }) };
  }
}

function unmappedOf(entry: NamedEntry) {
  const { act, path, rule, scimType, address, resourceVersion, periodFrom, periodTo } = entry;
  const { topic, partition, offset } = entry;
  return given({ act, path, rule, scimType, address, resourceVersion, periodFrom, periodTo, topic, partition, offset });
}

function given(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}
