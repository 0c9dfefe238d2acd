import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppDatabase, AppDatabases } from './databases.js';
import type { AppName } from './service-processes.js';

/** What each app says of its database. */
export async function appDatabases(apps: readonly AppName[]): Promise<AppDatabases> {
  const found: Partial<Record<AppName, AppDatabase>> = {};
  for (const app of apps) {
    const { DATABASE, MIGRATIONS } = await load(app);
    found[app] = { ...DATABASE, migrations: MIGRATIONS } as AppDatabase;
  }
  return found;
}

async function load(app: AppName): Promise<Record<string, object>> {
  const own = `../../apps/${app}/src/storage`;
  const module = (await import(`${own}/database.js`)) as Record<string, object>;
  if ('MIGRATIONS' in module) return module;
  return { ...module, ...((await import(`${own}/migrations.js`)) as Record<string, object>) };
}

export function hasDatabase(app: AppName): boolean {
  return ['js', 'ts'].some((suffix) =>
    existsSync(join(import.meta.dirname, `../../apps/${app}/src/storage/database.${suffix}`)),
  );
}
