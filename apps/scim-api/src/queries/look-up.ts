import type { Filter, ResourceTypeName } from '#scim';

/** What a filter of one comparison finds by an index alone; a name is a text of its own among the statements. */
const LOOKED_UP: Readonly<Record<ResourceTypeName, ReadonlySet<string>>> = {
  User: new Set([
    'id',
    'externalId',
    'userName',
    'emails.value',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber',
  ]),
  Group: new Set(['id', 'externalId', 'displayName']),
};

/**
 * Whether a filter asks for whoever has one name, as clients do before every write. Such questions have a share of their own
 * and wait for no list; all others are lists, for what they cost depends on the filter.
 */
export function isLookUp(filter: Filter | null, type: ResourceTypeName): boolean {
  if (filter?.kind === 'valuePath') return isTypedAddress(filter);
  return filter !== null && isNamed(filter, LOOKED_UP[type]);
}

function isNamed(filter: Filter, keys: ReadonlySet<string>): boolean {
  return (
    filter.kind === 'compare' &&
    filter.operator === 'eq' &&
    typeof filter.value === 'string' &&
    keys.has(filter.path.key)
  );
}

/** `emails[type eq "work" and value eq "v"]`, or in the other order. */
function isTypedAddress({ path, filter }: Extract<Filter, { kind: 'valuePath' }>): boolean {
  if (path.key !== 'emails' || filter.kind !== 'and' || filter.operands.length !== 2) return false;
  return ['type', 'value'].every((key) => filter.operands.some((part) => isNamed(part, new Set([key]))));
}
