import { normaliseEmail, normaliseUserName, ScimError, type Filter, type ResourceTypeName } from '#scim';
import { isUuid } from '../uuid.js';

/** A condition over the columns of `users` or `groups`; `$1`, `$2` … in the order of `values`. */
export interface SqlCondition {
  readonly text: string;
  readonly values: readonly unknown[];
  /** At most one row can match: a unique column is compared. */
  readonly isUnique: boolean;
}

/**
 * Compiles a filter, as far as an index of ours answers it under row-level security: equality, joined by `and`.
 *
 * @throws ScimError `unsupported-filter` for anything else, with what can be asked instead; never ignores a part
 */
export function filterToSql(filter: Filter, resourceType: ResourceTypeName): SqlCondition {
  const values: unknown[] = [];
  const context: Context = {
    resourceType,
    bind: (value, type) => {
      values.push(value);
      return `$${values.length}::${type}`;
    },
  };
  const parts = conjuncts(filter).map((part) => compile(part, context));
  return {
    text: parts.map(({ text }) => text).join(' and '),
    values,
    isUnique: parts.some(({ isUnique }) => isUnique),
  };
}

interface Context {
  readonly resourceType: ResourceTypeName;
  /** Gives the placeholder of a value. */
  readonly bind: (value: unknown, type: 'text' | 'uuid' | 'bool') => string;
}

interface Part {
  readonly text: string;
  readonly isUnique: boolean;
}

function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.operands.flatMap(conjuncts) : [filter];
}

function compile(filter: Filter, context: Context): Part {
  if (filter.kind === 'valuePath' && context.resourceType === 'User' && filter.path.key === 'emails') {
    return emailOfType(filter.filter, context);
  }
  if (filter.kind === 'valuePath' && context.resourceType === 'Group' && filter.path.key === 'members') {
    return compile(asMember(filter.filter), context);
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.value === null) throw unsupported(context);
  const { path, value } = filter;
  const column = COLUMNS[context.resourceType][path.key];
  if (column === undefined) throw unsupported(context);
  return column(value, context);
}

type Column = (value: string | number | boolean, context: Context) => Part;

const NOTHING: Part = { text: 'false', isUnique: true };

const id: Column = (value, { bind }) =>
  isUuid(String(value)) ? { text: `id = ${bind(value, 'uuid')}`, isUnique: true } : NOTHING;
const externalId: Column = (value, { bind }) => ({
  text: `external_id = ${bind(String(value), 'text')}`,
  isUnique: false,
});

const COLUMNS: Readonly<Record<ResourceTypeName, Readonly<Record<string, Column>>>> = {
  User: {
    id,
    externalId,
    userName: (value, { bind }) => ({
      text: `user_name_key = ${bind(normaliseUserName(String(value)), 'text')}`,
      isUnique: true,
    }),
    active: (value, { bind }) => ({ text: `active = ${bind(value, 'bool')}`, isUnique: false }),
    'emails.value': (value, context) => email(normaliseEmail(String(value)), null, context),
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value': (value, { bind }) => ({
      text: `manager_id = ${bind(String(value), 'text')}`,
      isUnique: false,
    }),
  },
  Group: {
    id,
    externalId,
    displayName: (value, { bind }) => ({
      text: `display_name_key = ${bind(normaliseUserName(String(value)), 'text')}`,
      isUnique: true,
    }),
    'members.value': (value, { bind }) =>
      isUuid(String(value))
        ? {
            text: `id = any (array(select group_id from group_members where member_id = ${bind(value, 'uuid')}))`,
            isUnique: false,
          }
        : NOTHING,
  },
};

/** `emails[type eq "work" and value eq "v"]`, in either order: both of the same element. */
function emailOfType(inner: Filter, context: Context): Part {
  let type: string | null = null;
  let value: string | null = null;
  for (const part of conjuncts(inner)) {
    if (part.kind !== 'compare' || part.operator !== 'eq' || typeof part.value !== 'string') throw unsupported(context);
    if (part.path.key === 'type' && type === null) type = normaliseEmail(part.value);
    else if (part.path.key === 'value' && value === null) value = normaliseEmail(part.value);
    else throw unsupported(context);
  }
  if (value === null) throw unsupported(context);
  return email(value, type, context);
}

// The array is computed once, before the search: an `or` over two tables could use no index.
function email(value: string, type: string | null, { bind }: Context): Part {
  const further = `select user_id from user_emails where email_key = ${bind(value, 'text')}`;
  if (type === null) {
    const work = `select id from users where work_email_key = ${bind(value, 'text')}`;
    return { text: `id = any (array(${work} union all ${further}))`, isUnique: false };
  }
  const typed = `${further} and type_key = ${bind(type, 'text')}`;
  if (type !== 'work') return { text: `id = any (array(${typed}))`, isUnique: false };
  const work = `select id from users where work_email_key = ${bind(value, 'text')}`;
  return { text: `id = any (array(${work} union all ${typed}))`, isUnique: false };
}

/** `members[value eq "id"]` asks what `members.value eq "id"` does. */
function asMember(inner: Filter): Filter {
  if (inner.kind !== 'compare' || inner.path.key !== 'value') return inner;
  return { ...inner, path: { ...inner.path, key: 'members.value' } };
}

const SUPPORTED: Readonly<Record<ResourceTypeName, string>> = {
  User: 'userName, externalId, id, active, emails and manager',
  Group: 'displayName, externalId, id and members',
};

function unsupported({ resourceType }: Context): ScimError {
  return new ScimError(
    'unsupported-filter',
    `This filter is not supported: compare ${SUPPORTED[resourceType]} by eq, joined by and.`,
  );
}
