import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { APP_DATABASES } from '../../deploy/local/set-up/app-databases.js';
import { roleUrl } from '../../deploy/local/set-up/database-names.js';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { PROJECTIONS, type Projection } from '../../deploy/local/service-processes.js';
import type { Evidence } from './evidence.js';
import { breaches, type AuditedWrite, type StoredResource } from './invariants.js';
import type { Ledger } from './load.js';
import { mailBreaches } from './mail-proof.js';
import { readPublished } from './published.js';

const run = promisify(execFile);

/** Holds what the topics, the four databases and the mail inbox contain against what the clients were told. */
export async function prove(world: Evidence, ledger: Ledger): Promise<string[]> {
  const [published, stored, audited] = await Promise.all([
    readPublished(world.kafka),
    storedResources(world),
    world.query<AuditedWrite>(
      'audit',
      `select resource_id as "resourceId", resource_version as "resourceVersion"
         from projection.entries
        where outcome = 'accepted' and resource_version is not null`,
    ),
  ]);
  const found = await Promise.all([
    deletionBreaches(world, ledger),
    refusalBreaches(world, ledger),
    ...PROJECTIONS.map((name) => rebuildBreaches(world, name)),
    parkedBreaches(world),
    mailBreaches(world),
  ]);
  return [...breaches({ published, stored, audited, ledger }), ...found.flat()];
}

/** What is there, at its version, and what was there, at its last one. */
export function storedResources(world: Evidence): Promise<StoredResource[]> {
  return world.query<StoredResource>(
    'scim-api',
    `select id, max(version) as version
       from (select id::text, version from users
              union all
             select id::text, version from groups
              union all
             select resource_id, resource_version
               from outbox
              where topic ~ '(users|groups)\\.v1$') as known
      group by id`,
  );
}

async function deletionBreaches(world: Evidence, ledger: Ledger): Promise<string[]> {
  const rows = await world.query<{ id: string }>('scim-api', 'select id from users where id = any($1::uuid[])', [
    [...ledger.deleted],
  ]);
  return rows.map(({ id }) => `${id}: its deletion was answered, and it is there`);
}

/** A client that was refused finds exactly one entry; this holds up to the cap per connection, 100 a minute. */
async function refusalBreaches(world: Evidence, ledger: Ledger): Promise<string[]> {
  const rows = await world.query<{ id: string; entries: number }>(
    'audit',
    `select wanted.id, count(e.id)::int as entries
       from unnest($1::text[]) as wanted(id)
       left join projection.entries as e on e.request_id = wanted.id and e.outcome = 'refused'
      group by wanted.id
     having count(e.id) <> 1`,
    [[...ledger.refused]],
  );
  return rows.map(({ id, entries }) => `request ${id}: refused, with ${entries} audit entries`);
}

/** The projection's own command, which folds from the first event into an empty schema and compares the digests. */
export async function rebuildBreaches(world: Evidence, app: Projection): Promise<string[]> {
  const { constellation } = world;
  const script = join(projectRoot(), 'dist', 'apps', app, 'src', 'main.js');
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    ...constellation.servers.kafka.env(app),
    OWNER_DATABASE_URL: world.ownerUrl(app),
    DATABASE_URL: roleUrl(constellation.servers.postgres.url, APP_DATABASES[app], {
      key: app,
      passwords: constellation.secrets.rolePasswords,
    }),
  };
  try {
    await run(process.execPath, ['--disable-warning=TimeoutNegativeWarning', script, 'rebuild', '--check'], { env });
    return [];
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return [`${app}: its rebuild is not equal: ${stdout}${stderr}`.trim()];
  }
}

async function parkedBreaches(world: Evidence): Promise<string[]> {
  const parked = await Promise.all(
    PROJECTIONS.map(async (app) => {
      const rows = await world.query<{ because: string; key: string }>(
        app,
        'select because, key from projection.parked_events',
      );
      return rows.map(({ because, key }) => `${app}: parked an event of ${key}: ${because}`);
    }),
  );
  return parked.flat();
}
