import { createHash } from 'node:crypto';
import { escapeIdentifier, type Client } from 'pg';
import type { UserEvent } from '#contracts';
import { migrate, provisionDatabase, withDatabase, withRole } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from '../../../apps/directory/src/storage/database.js';
import { MIGRATIONS } from '../../../apps/directory/src/storage/migrations.js';
import { projectionTables } from '../../../apps/directory/src/storage/schema.js';
import { termsOf } from '../../../apps/directory/src/projection/employee-terms.js';
import { foldUsers } from '../../../apps/directory/src/projection/fold-users.js';
import { loadCompany, type Loading } from './load-company.js';
import type { Company } from './people.js';
import { withClients } from './read-indexes.js';
import { COPIED } from './rows-of.js';

const PASSWORD = 'bench';

/** A directory's database. */
export interface Directory {
  readonly name: string;
  readonly ownerUrl: string;
  readonly url: (role: keyof typeof DATABASE.roles) => string;
}

/** As a company was loaded into it, now or in an earlier run of the same shape. */
export interface Loaded extends Directory {
  readonly loading: Loading;
  readonly isOld: boolean;
}

/** Of a company: the database of an earlier run when tables, fold and company are the same, else a new one that is loaded. */
export async function keptDirectory(adminUrl: string, company: Company): Promise<Loaded> {
  const directory = directoryOf(adminUrl, String(company.people));
  const shape = shapeOf(company);
  const known = await knownLoading(directory, shape);
  if (known !== null) return { ...directory, loading: known, isOld: true };
  await newDirectory(adminUrl, directory);
  const loading = await loadCompany(directory.ownerUrl, company);
  await asOwner(directory.ownerUrl, async (owner) => {
    await owner.query('create table public.bench_shape (shape text primary key, loading jsonb not null)');
    await owner.query('insert into public.bench_shape values ($1, $2)', [shape, JSON.stringify(loading)]);
  });
  return { ...directory, loading, isOld: false };
}

export function directoryOf(adminUrl: string, of: string): Directory {
  const name = `${DATABASE.name}_${of}`;
  const ownerUrl = withDatabase(adminUrl, name);
  return {
    name,
    ownerUrl,
    url: (role) => withRole(ownerUrl, { name: DATABASE.roles[role], password: PASSWORD }),
  };
}

/** Empty, in place of one that is there. */
export async function newDirectory(adminUrl: string, directory: Directory): Promise<void> {
  await dropDirectory(adminUrl, directory);
  const roles = Object.values(DATABASE.roles).map((role) => ({ name: role, password: PASSWORD }));
  await migrate({
    url: await provisionDatabase(adminUrl, { name: directory.name, roles }),
    migrations: MIGRATIONS,
  });
}

export async function dropDirectory(adminUrl: string, { name }: Directory): Promise<void> {
  await asOwner(adminUrl, (admin) => admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`));
}

const SAMPLE = 2_000;

/** Of the tables, of what is written of the first events and how, and of the number of people. */
function shapeOf(company: Company): string {
  const events: UserEvent[] = [];
  for (const event of company.events()) if (events.push(event) === SAMPLE) break;
  const { employees, versions } = foldUsers(new Map(), events);
  const copied = COPIED.map(({ name, columns }) => [name, columns]);
  const made = [projectionTables(LIVE_SCHEMA), versions, employees.map(termsOf), copied, company.people];
  return createHash('sha256').update(JSON.stringify(made)).digest('hex');
}

async function knownLoading({ ownerUrl }: Directory, shape: string): Promise<Loading | null> {
  const find = 'select loading from public.bench_shape where shape = $1';
  try {
    return await asOwner(ownerUrl, async (owner) => {
      const { rows } = await owner.query<{ loading: Loading }>(find, [shape]);
      return rows[0]?.loading ?? null;
    });
  } catch {
    // No such database, or one that was not loaded to its end.
    return null;
  }
}

export function asOwner<Result>(url: string, work: (owner: Client) => Promise<Result>): Promise<Result> {
  return withClients(url, 1, ([owner]) => {
    if (owner === undefined) throw new Error('there is one client');
    return work(owner);
  });
}

const SIZE = `
  select c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes, pg_relation_size(c.oid)::float8 as heap
    from pg_class c
   where c.relnamespace = $1::regnamespace
     and c.relkind = 'r'
     and pg_total_relation_size(c.oid) > 65536
   order by 2 desc`;

/** What a table takes on disk, its indexes included, and without them. */
export interface TableSize {
  readonly name: string;
  readonly bytes: number;
  readonly heap: number;
}

export function sizesOf({ ownerUrl }: Directory): Promise<readonly TableSize[]> {
  return asOwner(ownerUrl, async (owner) => (await owner.query<TableSize>(SIZE, [LIVE_SCHEMA])).rows);
}
