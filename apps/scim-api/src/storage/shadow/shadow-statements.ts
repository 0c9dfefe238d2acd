import type { QueryConfig } from 'pg';
import { touchGroups, touchGroupsOf, touchUsers } from './touch.js';

/** What a statement of the writer needs in a shadow. */
interface InShadow {
  /** Whoever it locks is copied before. */
  readonly touch?: (values: readonly unknown[]) => QueryConfig;
  /** It looks beyond what was touched: the same statement, where there is nothing to lock. */
  readonly text?: string;
}

const ids = (values: unknown): readonly unknown[] => (Array.isArray(values) ? values : [values]);
const users = { touch: ([of]: readonly unknown[]) => touchUsers(ids(of)) };
const groups = { touch: ([of]: readonly unknown[]) => touchGroups(ids(of)) };
const AS_IT_IS: InShadow = {};

const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/**
 * Every statement of a writer's transaction by its name. One that is not here fails: nothing is written of which nobody has
 * thought what it does in a shadow.
 */
const KNOWN: Readonly<Record<string, InShadow>> = {
  'claim-names': AS_IT_IS,
  'take-brake': AS_IT_IS,
  'note-brake': AS_IT_IS,
  'outbox-append': AS_IT_IS,
  'name-owners': {
    text: `
  select owner.user_name_key, owner.id
    from unnest($1::text[]) as wanted (user_name_key)
   cross join lateral (
         select user_name_key, id
           from shadow_reads.users
          where ${OF_TENANT}
            and user_name_key = wanted.user_name_key
          limit 1) as owner`,
  },
  'lock-users': users,
  'lock-leaver': users,
  'insert-users': AS_IT_IS,
  'update-users': AS_IT_IS,
  'free-names': AS_IT_IS,
  'delete-users': AS_IT_IS,
  'insert-emails': AS_IT_IS,
  'delete-emails': AS_IT_IS,
  'group-name-owner': {
    text: `
  select id
    from shadow_reads.groups
   where ${OF_TENANT}
     and display_name_key = $1::text`,
  },
  'lock-group': groups,
  'lock-leaving-group': groups,
  'lock-groups-of': { touch: ([memberId]) => touchGroupsOf(memberId) },
  'insert-group': AS_IT_IS,
  'update-group': AS_IT_IS,
  'left-groups': AS_IT_IS,
  'delete-members': AS_IT_IS,
  'delete-group': AS_IT_IS,
  'find-member-users': { text: existing('users') },
  'find-member-groups': { text: existing('groups') },
  'find-newcomers': AS_IT_IS,
  'add-members': AS_IT_IS,
  'remove-members': AS_IT_IS,
  'keep-members': AS_IT_IS,
  'count-members': AS_IT_IS,
  'leave-groups': AS_IT_IS,
  'is-member-still': {
    text: `
  select exists (
         select
           from shadow_reads.group_members
          where ${OF_TENANT}
            and member_id = $1::uuid
            and group_id <> $1::uuid) as is_member`,
  },
};

function existing(table: string): string {
  return `
  select id
    from shadow_reads.${table}
   where id = any($1::uuid[])`;
}

/** The statement in a shadow, and what copies whom it is about. @throws Error nobody has said what it does there */
export function inShadow(statement: QueryConfig): {
  readonly touch: QueryConfig | null;
  readonly statement: QueryConfig;
} {
  const { name = '', values = [] } = statement;
  const known = KNOWN[name];
  if (known === undefined) throw new Error(`the shadow does not know the statement ${name}`);
  const { touch, text } = known;
  return {
    touch: touch?.(values as readonly unknown[]) ?? null,
    statement: text === undefined ? statement : { ...statement, name: `${name}-shadow`, text },
  };
}
