import { escapeIdentifier, type Client } from 'pg';

/** What an ordinary role may log in with, and nothing more: row-level security holds for no other. */
const ORDINARY = [
  ['rolcanlogin', true, 'login'],
  ['rolsuper', false, 'nosuperuser'],
  ['rolcreatedb', false, 'nocreatedb'],
  ['rolcreaterole', false, 'nocreaterole'],
  ['rolreplication', false, 'noreplication'],
  ['rolbypassrls', false, 'nobypassrls'],
] as const;

/** For `create role`. On a role that exists only a superuser may say `nosuperuser`, even where nothing changes by it. */
export const ORDINARY_OPTIONS = ORDINARY.map(([, , option]) => option).join(' ');

type Attributes = Readonly<Record<(typeof ORDINARY)[number][0], boolean>>;

const FIND = `
  select rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls
    from pg_roles
   where rolname = $1::text`;

/**
 * Whether the role is there.
 *
 * @throws Error when it is there and no ordinary one: names what differs, and the statement that mends it
 */
export async function isOrdinaryRole(admin: Client, name: string): Promise<boolean> {
  const { rows } = await admin.query<Attributes>(FIND, [name]);
  const [found] = rows;
  if (found === undefined) return false;
  const wrong = ORDINARY.filter(([column, wanted]) => found[column] !== wanted);
  if (wrong.length === 0) return true;
  const statement = `alter role ${escapeIdentifier(name)} with ${wrong.map(([, , option]) => option).join(' ')}`;
  throw new Error(
    `the role ${name} is not an ordinary one: it is ${wrong.map(([, , option]) => contrary(option)).join(', ')}. ` +
      `Let a superuser run: ${statement};`,
  );
}

function contrary(option: string): string {
  return option.startsWith('no') ? option.slice(2) : `no${option}`;
}
