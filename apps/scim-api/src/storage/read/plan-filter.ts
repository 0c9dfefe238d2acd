import {
  foldCase,
  momentOf,
  normaliseUserName,
  type Comparison,
  type Filter,
  type Literal,
  type ResourceTypeName,
} from '#scim';
import { gramsOf, MIN_SUBSTRING } from '../statements/name-grams.js';
import { emailForms, emailTypeForms, employeeNumberForms, type Forms } from '../statements/search-keys.js';
import { isUuid } from '../uuid.js';
import { memberCondition } from './member-condition.js';
import type { Bind, Sql } from './sql.js';

/**
 * How a filter is answered. What `candidates` lets through is a superset of what the filter matches; the same when it is
 * exact. Otherwise each candidate is held against the filter itself (`matchesFilter`), so there is one meaning.
 */
export interface FilterPlan {
  /** Null: every row of the tenant. */
  readonly candidates: Sql | null;
  readonly isExact: boolean;
  /** At most one row can match: a unique column is compared. */
  readonly isUnique: boolean;
  /** Parts about what the resource does not show. */
  readonly decided: ReadonlyMap<Filter, Sql>;
}

/** Plans any filter of the grammar; none is refused. */
export function planFilter(filter: Filter | null, type: ResourceTypeName): FilterPlan {
  const part = filter === null ? exact(() => 'true') : compile(filter, type);
  return {
    candidates: filter === null ? null : (part?.sql ?? null),
    isExact: part?.isExact ?? false,
    isUnique: part?.isUnique ?? false,
    decided: filter === null || part?.isExact === true ? new Map() : hiddenParts(filter, type),
  };
}

interface Part {
  readonly sql: Sql;
  readonly isExact: boolean;
  readonly isUnique: boolean;
}

const exact = (sql: Sql, isUnique = false): Part => ({ sql, isExact: true, isUnique });
const NOTHING = exact(() => 'false', true);

/** Null: nothing in a column says anything about it. */
function compile(filter: Filter, type: ResourceTypeName): Part | null {
  switch (filter.kind) {
    case 'and':
      return all(filter.operands.map((operand) => compile(operand, type)));
    case 'or':
      return any(filter.operands.map((operand) => compile(operand, type)));
    case 'not':
      return negated(compile(filter.operand, type));
    case 'valuePath':
      return emailOfType(filter, type) ?? hidden(filter, type);
    case 'present':
    case 'compare':
      return column(filter, type) ?? hidden(filter, type);
  }
}

function all(parts: readonly (Part | null)[]): Part | null {
  const known = parts.filter((part) => part !== null);
  if (known.length === 0) return null;
  return {
    sql: (bind) => `(${known.map(({ sql }) => sql(bind)).join(' and ')})`,
    isExact: known.length === parts.length && known.every(({ isExact }) => isExact),
    isUnique: known.some(({ isUnique }) => isUnique),
  };
}

function any(parts: readonly (Part | null)[]): Part | null {
  if (parts.length === 0) return NOTHING;
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length) return null;
  return {
    sql: (bind) => `(${known.map(({ sql }) => sql(bind)).join(' or ')})`,
    isExact: known.every(({ isExact }) => isExact),
    isUnique: false,
  };
}

/** An unassigned attribute is null in its column, and what is unknown in SQL does not match in SCIM. */
function negated(part: Part | null): Part | null {
  return part?.isExact === true ? exact((bind) => `(${part.sql(bind)}) is not true`) : null;
}

function hidden(filter: Filter, type: ResourceTypeName): Part | null {
  const sql = memberCondition(filter, type);
  return sql === null ? null : exact(sql);
}

/** Parts about members of groups, or groups of users: rows of their own, which a resource's attributes do not hold. */
function hiddenParts(filter: Filter, type: ResourceTypeName): Map<Filter, Sql> {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return new Map(filter.operands.flatMap((operand) => [...hiddenParts(operand, type)]));
    case 'not':
      return hiddenParts(filter.operand, type);
    default: {
      const sql = memberCondition(filter, type);
      return new Map(sql === null ? [] : [[filter, sql]]);
    }
  }
}

type Leaf = Extract<Filter, { kind: 'compare' | 'present' }>;
type Column = (operator: Comparison | 'pr', value: Literal) => Part | null;

function column(filter: Leaf, type: ResourceTypeName): Part | null {
  const compiled = COLUMNS[type][filter.path.key];
  if (compiled === undefined) return null;
  return filter.kind === 'present' ? compiled('pr', null) : compiled(filter.operator, filter.value);
}

const id: Column = (operator, value) => {
  if (operator !== 'eq' || typeof value !== 'string') return null;
  return isUuid(value) ? exact((bind) => `id = ${bind(value.toLowerCase(), 'uuid')}`, true) : NOTHING;
};

/** A column of normalised text, null where the attribute is not assigned. */
function text(name: string, normalise: (value: string) => string | Forms, isUnique = false): Column {
  return (operator, value) => {
    if (operator === 'pr' || (operator === 'ne' && value === null)) return exact(() => `${name} is not null`);
    if (value === null) return operator === 'eq' ? exact(() => `${name} is null`) : null;
    const sought = normalise(String(value));
    const forms: Forms = typeof sought === 'string' ? [sought] : sought;
    if (operator === 'eq') return exact((bind) => isOneOf(name, forms, bind), isUnique);
    if (operator === 'ne') return exact((bind) => `(${isOneOf(name, forms, bind)}) is not true`);
    return null;
  };
}

function isOneOf(column: string, [key, former]: Forms, bind: Bind): string {
  return former === undefined
    ? `${column} = ${bind(key, 'text')}`
    : `${column} in (${bind(key, 'text')}, ${bind(former, 'text')})`;
}

const active: Column = (operator, value) => {
  if (operator === 'pr') return exact(() => 'true');
  if (typeof value !== 'boolean') return null;
  if (operator === 'eq') return exact((bind) => `active = ${bind(value, 'bool')}`);
  return operator === 'ne' ? exact((bind) => `active <> ${bind(value, 'bool')}`) : null;
};

const OPERATORS: Readonly<Partial<Record<Comparison | 'pr', string>>> = {
  eq: '=',
  ne: '<>',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
};

const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

/** A moment between two milliseconds is none that is stored: what is after the one before it is after it. */
const BETWEEN: typeof OPERATORS = { gt: '>', ge: '>', lt: '<=', le: '<=' };

/** Both sides in milliseconds, as the interpreter in memory compares them. */
function moment(name: string): Column {
  return (operator, value) => {
    if (operator === 'pr' || typeof value !== 'string') return null;
    const moment = momentOf(value);
    // What a zone moves out of the years 1 to 9999 has no text that PostgreSQL reads; it is compared in memory.
    if (!(moment >= FIRST_MOMENT && moment <= LAST_MOMENT)) return null;
    const time = Math.floor(moment);
    const sql = (time === moment ? OPERATORS : BETWEEN)[operator];
    if (sql === undefined) return null;
    return exact((bind) => `${name} ${sql} ${bind(new Date(time).toISOString(), 'timestamptz')}`);
  };
}

const displayName: Column = (operator, value) => {
  if (typeof value !== 'string' || operator === 'ne') return text('display_name_key', foldCase)(operator, value);
  const sought = foldCase(value);
  const pattern = LIKE[operator]?.(sought.replace(/[\\%_]/g, '\\$&'));
  if (pattern === undefined || Array.from(sought).length < MIN_SUBSTRING) return null;
  return exact(
    (bind) =>
      `id = any (array(select users_by_display_name(${bind(pattern, 'text')}, ${bind(gramsOf(sought), 'int4[]')})))`,
  );
};

const LIKE: Readonly<Partial<Record<Comparison | 'pr', (sought: string) => string>>> = {
  eq: (sought) => sought,
  co: (sought) => `%${sought}%`,
  sw: (sought) => `${sought}%`,
  ew: (sought) => `%${sought}`,
};

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const COMMON: Readonly<Record<string, Column>> = {
  id,
  externalId: text('external_id', (value) => value),
  'meta.created': moment('created'),
  'meta.lastModified': moment('last_modified'),
};

const COLUMNS: Readonly<Record<ResourceTypeName, Readonly<Record<string, Column>>>> = {
  User: {
    ...COMMON,
    userName: text('user_name_key', normaliseUserName, true),
    displayName,
    active,
    'emails.value': (operator, value) =>
      operator === 'eq' && typeof value === 'string' ? exact(email(value, null)) : null,
    [`${ENTERPRISE}:manager.value`]: text('manager_id', (value) => value),
    [`${ENTERPRISE}:employeeNumber`]: text('employee_number', employeeNumberForms),
  },
  Group: { ...COMMON, displayName: text('display_name_key', normaliseUserName, true) },
};

/** `emails[type eq "work" and value eq "v"]`, in either order: both of the same element. */
function emailOfType(filter: Extract<Filter, { kind: 'valuePath' }>, resource: ResourceTypeName): Part | null {
  if (resource !== 'User' || filter.path.key !== 'emails') return null;
  const sought: { type?: string; value?: string } = {};
  const parts = filter.filter.kind === 'and' ? filter.filter.operands : [filter.filter];
  for (const part of parts) {
    if (part.kind !== 'compare' || part.operator !== 'eq' || typeof part.value !== 'string') return null;
    const { key } = part.path;
    if ((key !== 'type' && key !== 'value') || sought[key] !== undefined) return null;
    sought[key] = part.value;
  }
  if (sought.value === undefined) return null;
  return exact(email(sought.value, sought.type ?? null));
}

// The array is computed once, before the search: an `or` over two tables could use no index.
function email(value: string, type: string | null): Sql {
  const types = type === null ? null : emailTypeForms(type);
  return (bind) => {
    const further = `select user_id from user_emails where ${isOneOf('email_key', emailForms(value), bind)}`;
    const typed = types === null ? further : `${further} and ${isOneOf('type_key', types, bind)}`;
    if (types !== null && types[0] !== 'work') return `id = any (array(${typed}))`;
    const work = isOneOf('work_email_key', emailForms(value), bind);
    return `id = any (array(select id from users where ${work} union all ${typed}))`;
  };
}
