import { createHash, randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { migrate, provisionDatabase, withDatabase, withRole, type Migrations } from '#postgres';
import { parts } from './parts.js';

/** What an app exports from `storage/database.ts`. */
export interface AppDatabase<RoleKey extends string> {
  readonly name: string;
  readonly roles: Readonly<Record<RoleKey, string>>;
}

export interface TestDatabase<RoleKey extends string> {
  readonly name: string;
  /** For the owner, a superuser: sees past row-level security. */
  readonly ownerUrl: string;
  /** For one of the app's ordinary roles. */
  url(role: RoleKey): string;
  /** Another database with the same contents: stands for a backup. Nobody may be connected to this one. */
  copy(): Promise<TestDatabase<RoleKey>>;
  drop(): Promise<void>;
}

const PASSWORD = 'test';

/** A fresh, migrated database of an app, copied from a template that the first caller of the run makes. */
export async function createTestDatabase<RoleKey extends string>(
  app: AppDatabase<RoleKey>,
  migrations: Migrations,
): Promise<TestDatabase<RoleKey>> {
  return copyOf(app, await templateOf(app, migrations));
}

/** Of this spec file: whoever makes a database for each test looks for its template once. */
const templates = new Map<Migrations, Promise<string>>();

function templateOf<RoleKey extends string>(app: AppDatabase<RoleKey>, migrations: Migrations): Promise<string> {
  const known = templates.get(migrations) ?? ensureTemplate(app, migrations);
  templates.set(migrations, known);
  return known;
}

async function copyOf<RoleKey extends string>(
  app: AppDatabase<RoleKey>,
  template: string,
): Promise<TestDatabase<RoleKey>> {
  const { postgresUrl } = parts();
  const name = `${app.name}_${randomBytes(6).toString('hex')}`;
  await asAdmin(async (admin) => {
    // By the log its pages would be written twice, and be dirty in the buffers when it is dropped: 60 ms of processor for 20.
    await admin.query(
      `create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)} strategy file_copy`,
    );
  });
  const ownerUrl = withDatabase(postgresUrl, name);
  return {
    name,
    ownerUrl,
    url: (role) => withRole(ownerUrl, { name: app.roles[role], password: PASSWORD }),
    copy: () => copyOf(app, name),
    drop: () =>
      asAdmin(async (admin) => {
        await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
      }),
  };
}

/** One template per app and set of migrations; made under a lock, because spec files run side by side. */
async function ensureTemplate<RoleKey extends string>(
  app: AppDatabase<RoleKey>,
  migrations: Migrations,
): Promise<string> {
  // Keyed by what the migrations do, so that a parts server which outlives the run never serves an old template.
  const text = await Promise.all(Object.values(migrations as Record<string, MigrationClass>).map(statementsOf));
  const fingerprint = createHash('sha256').update(text.join('\n')).digest('hex').slice(0, 12);
  const template = `template_${app.name}_${fingerprint}`;
  await asAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [
      template,
    ]);
    if (rowCount !== 0) return;
    await admin.query(`drop database if exists ${escapeIdentifier(template)} with (force)`);
    const roles = Object.values<string>(app.roles).map((name) => ({ name, password: PASSWORD }));
    const url = await provisionDatabase(parts().postgresUrl, { name: template, roles });
    await migrate({ url, migrations });
    await admin.query(`alter database ${escapeIdentifier(template)} is_template true`);
  });
  return template;
}

type MigrationClass = new () => { up(runner: never): Promise<unknown> };

/** The text of a migration and of what it asks, which may stand in other files. */
async function statementsOf(migration: MigrationClass): Promise<string> {
  const asked: string[] = [String(migration)];
  const recorder = {
    query(statement: string) {
      asked.push(statement);
      return Promise.resolve([]);
    },
  };
  // One that reads the database is known by what it asked before it missed an answer.
  await new migration().up(recorder as never).catch(() => undefined);
  return asked.join(';');
}

const TEMPLATE_LOCK = 7_301_001;

async function asAdmin<Result>(work: (admin: Client) => Promise<Result>): Promise<Result> {
  const admin = new Client({ connectionString: parts().postgresUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
