import type { Comparison, Filter, ResourceTypeName } from '#scim';
import { isUuid } from '../uuid.js';
import type { Sql } from './sql.js';

/**
 * What a filter says about the members of a group, or the groups of a user, as a condition on their rows; null for
 * anything else. Equality of ids reads an index; other comparisons look at the rows of each resource.
 */
export function memberCondition(filter: Filter, type: ResourceTypeName): Sql | null {
  const side = SIDES[type];
  if (filter.kind === 'valuePath') {
    if (filter.path.key !== side.attribute) return null;
    const sought = idOf(filter.filter, 'value');
    return sought === null ? rowsOf(side, inner(filter.filter, '', side)) : byId(side, sought);
  }
  if (filter.kind !== 'compare' && filter.kind !== 'present') return null;
  const { key } = filter.path;
  if (key === side.attribute && filter.kind === 'present') return rowsOf(side, () => 'true');
  const prefix = `${side.attribute}.`;
  if (!key.startsWith(prefix)) return null;
  const compared = rowsOf(side, inner(filter, prefix, side));
  if (filter.kind === 'present') return compared;
  const sought = idOf(filter, `${prefix}value`);
  if (sought !== null) return byId(side, sought);
  // RFC 7644 §3.4.2.2: of no value at all, ne is true, and eq null.
  const none: Sql = (bind) => `not ${rowsOf(side, () => 'true')(bind)}`;
  if (filter.value === null) return filter.operator === 'eq' ? none : rowsOf(side, () => 'true');
  return filter.operator === 'ne' ? (bind) => `(${compared(bind)} or ${none(bind)})` : compared;
}

interface Side {
  readonly attribute: 'members' | 'groups';
  readonly table: 'users' | 'groups';
  readonly own: string;
  readonly other: string;
}

const SIDES: Readonly<Record<ResourceTypeName, Side>> = {
  Group: { attribute: 'members', table: 'groups', own: 'group_id', other: 'member_id' },
  User: { attribute: 'groups', table: 'users', own: 'member_id', other: 'group_id' },
};

function idOf(filter: Filter, key: string): string | null {
  const isId = filter.kind === 'compare' && filter.operator === 'eq' && filter.path.key === key;
  return isId && typeof filter.value === 'string' ? filter.value : null;
}

function byId({ own, other }: Side, id: string): Sql {
  if (!isUuid(id)) return () => 'false';
  return (bind) =>
    `id = any (array(select ${own} from group_members where ${other} = ${bind(id.toLowerCase(), 'uuid')}))`;
}

function rowsOf({ table, own }: Side, condition: Sql): Sql {
  return (bind) => `exists (select 1 from group_members m where m.${own} = ${table}.id and ${condition(bind)})`;
}

/** A condition on one row `m`; `prefix` is what the paths begin with. */
function inner(filter: Filter, prefix: string, side: Side): Sql {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = filter.operands.map((operand) => inner(operand, prefix, side));
      return (bind) => `(${parts.map((part) => part(bind)).join(` ${filter.kind} `)})`;
    }
    case 'not': {
      const operand = inner(filter.operand, prefix, side);
      return (bind) => `not (${operand(bind)})`;
    }
    case 'valuePath':
      return () => 'false';
    case 'present':
      return () => String(valueOf(filter.path.key.slice(prefix.length), side) !== null);
    case 'compare':
      return compare(filter, valueOf(filter.path.key.slice(prefix.length), side));
  }
}

/** What a row says of a sub-attribute. `display` and `$ref` are not stored. */
function valueOf(name: string, { other, attribute }: Side): string | null {
  if (name === 'value') return `m.${other}::text`;
  if (name === 'type') return attribute === 'members' ? `lower(m.member_type)` : `'direct'`;
  return null;
}

function compare({ operator, value }: Extract<Filter, { kind: 'compare' }>, stored: string | null): Sql {
  if (value === null) return () => String((stored === null) === (operator === 'eq'));
  if (stored === null) return () => String(operator === 'ne');
  return (bind) => TESTS[operator](stored, bind(String(value).toLowerCase(), 'text'));
}

// ids are written in lower case; `collate "C"` compares as JavaScript does.
const TESTS: Readonly<Record<Comparison, (stored: string, sought: string) => string>> = {
  eq: (stored, sought) => `${stored} = ${sought}`,
  ne: (stored, sought) => `${stored} <> ${sought}`,
  co: (stored, sought) => `strpos(${stored}, ${sought}) > 0`,
  sw: (stored, sought) => `starts_with(${stored}, ${sought})`,
  ew: (stored, sought) => `right(${stored}, length(${sought})) = ${sought}`,
  gt: (stored, sought) => `${stored} collate "C" > ${sought}`,
  ge: (stored, sought) => `${stored} collate "C" >= ${sought}`,
  lt: (stored, sought) => `${stored} collate "C" < ${sought}`,
  le: (stored, sought) => `${stored} collate "C" <= ${sought}`,
};
