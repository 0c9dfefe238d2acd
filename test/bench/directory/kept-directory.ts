import { createHash } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import type { UserEvent } from '#contracts';
import { migrate, provisionDatabase, withDatabase, withRole } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from '../../../apps/directory/src/storage/database.js';
import { MIGRATIONS } from '../../../apps/directory/src/storage/migrations.js';
import { projectionTables } from '../../../apps/directory/src/storage/schema.js';
import { termsOf } from '../../../apps/directory/src/projection/employee-terms.js';
import { foldUsers } from '../../../apps/directory/src/projection/fold-users.js';
import type { Company } from './people.js';

const PASSWORD = 'bench';

/** A directory's database with a company in it. */
export interface KeptDirectory {
  readonly name: string;
  readonly ownerUrl: string;
  readonly url: (role: keyof typeof DATABASE.roles) => string;
}

export interface Folding {
  readonly events: number;
  readonly seconds: number;
  /** Microseconds of processor time an event: of this process, and of PostgreSQL's. */
  readonly node: number;
  readonly postgres: number;
  /** Of the indexes that readers alone need, which are made when all is folded. */
  readonly indexSeconds: number;
  readonly parked: number;
}

/** As it was folded, now or in an earlier run of the same shape. */
export interface Loaded extends KeptDirectory {
  readonly folding: Folding;
  readonly isOld: boolean;
}

/**
 * The database of a company of that size: the one of an earlier run when tables, fold and company are the same, else a
 * new one that `load` fills.
 */
export async function keptDirectory(
  adminUrl: string,
  company: Company,
  load: (directory: KeptDirectory) => Promise<Folding>,
): Promise<Loaded> {
  const name = `${DATABASE.name}_${company.people}`;
  const ownerUrl = withDatabase(adminUrl, name);
  const directory: KeptDirectory = {
    name,
    ownerUrl,
    url: (role) => withRole(ownerUrl, { name: DATABASE.roles[role], password: PASSWORD }),
  };
  const shape = shapeOf(company);
  const folding = await known(ownerUrl, shape);
  if (folding !== null) return { ...directory, folding, isOld: true };
  await asOwner(adminUrl, (admin) => admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`));
  const roles = Object.values(DATABASE.roles).map((role) => ({ name: role, password: PASSWORD }));
  await migrate({ url: await provisionDatabase(adminUrl, { name, roles }), migrations: MIGRATIONS });
  const loaded = await load(directory);
  await asOwner(ownerUrl, async (owner) => {
    await owner.query('create table public.bench_shape (shape text primary key, folding jsonb not null)');
    await owner.query('insert into public.bench_shape values ($1, $2)', [shape, JSON.stringify(loaded)]);
  });
  return { ...directory, folding: loaded, isOld: false };
}

const SAMPLE = 2_000;

/** Of the tables, of what the fold makes of the first events, and of the number of people. */
function shapeOf(company: Company): string {
  const events: UserEvent[] = [];
  for (const event of company.events()) if (events.push(event) === SAMPLE) break;
  const { employees, versions } = foldUsers(new Map(), events);
  const made = [projectionTables(LIVE_SCHEMA), versions, employees.map(termsOf), company.people];
  return createHash('sha256').update(JSON.stringify(made)).digest('hex');
}

async function known(ownerUrl: string, shape: string): Promise<Folding | null> {
  const find = 'select folding from public.bench_shape where shape = $1';
  try {
    return await asOwner(ownerUrl, async (owner) => {
      const { rows } = await owner.query<{ folding: Folding }>(find, [shape]);
      return rows[0]?.folding ?? null;
    });
  } catch {
    // No such database, or one that was not loaded to its end.
    return null;
  }
}

export async function asOwner<Result>(url: string, work: (owner: Client) => Promise<Result>): Promise<Result> {
  const owner = new Client({ connectionString: url });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
