import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, type Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { openPool } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { emptyTables, FakeServices, OTHER_TENANT, TENANT, TestConsole } from './console.fixture.js';
import { UNHEARD_MS } from './people/person.js';
import { EVERY_MS, PeopleWatch } from './people/watch-people.js';
import type { AccountKind, Role } from './sessions/session.js';
import { DATABASE, MIGRATIONS } from './storage/database.js';
import { PeopleStore } from './storage/people-store.js';
import { peopleAt } from './upstream/people.js';
import { Tokens } from './upstream/tokens.js';

const MINUTE = 60_000;
const TID = '0a0a0a0a-0000-4000-8000-000000000001';

/** Beside no process, which would look, too. */
let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let services: FakeServices;
let pool: Pool;
let store: PeopleStore;
/** Moved by the test. */
let now: Date;
let isAway = false;
/** What the directory says, by external id. */
const directory = new Map<string, boolean>();
let asked: string[][] = [];

beforeAll(async () => {
  [database, services] = await Promise.all([createTestDatabase(DATABASE, MIGRATIONS), FakeServices.start()]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  pool = openPool({ url: database.url('console'), applicationName: 'people-test', max: 4 });
  store = new PeopleStore(pool, () => undefined);
});
afterAll(async () => {
  await Promise.all([pool?.end(), owner?.end(), services?.stop()]);
  await database?.drop();
});
beforeEach(async () => {
  await emptyTables(owner, 'accounts, sessions, people_watch, outbox, outbox_unpublished cascade');
  directory.clear();
  [asked, isAway, now] = [[], false, new Date()];
  services.answers.set('/employees', ({ url }, response) => {
    const ids = new URL(url, 'http://x').searchParams.getAll('externalId');
    asked.push(ids);
    if (isAway) return void response.writeHead(503).end('{}');
    const items = ids.flatMap((externalId) => {
      const active = directory.get(externalId);
      return active === undefined ? [] : [{ externalId, active }];
    });
    response.end(JSON.stringify({ items, next: null }));
  });
});

/** As another replica has one. */
function watch(): PeopleWatch {
  const { url } = services;
  const tokens = new Tokens(() => Promise.resolve({ token: 't', seconds: 300 }));
  return new PeopleWatch({
    store,
    people: peopleAt({ url, internalUrl: url }, tokens),
    onUnheard: () => undefined,
    now: () => now.getTime(),
  });
}

async function look(): Promise<void> {
  await watch().runOnce();
  now = new Date(now.getTime() + EVERY_MS);
}

interface Who {
  readonly kind?: AccountKind;
  readonly roles?: readonly Role[];
  readonly tenantId?: string;
  /** When they said who they are; when the session begins by default. */
  readonly authTime?: Date;
}

/** Somebody with one open session. @returns the session */
async function signedIn(
  oid: string,
  { kind = 'oidc', roles = ['people'], tenantId = TENANT, authTime = now }: Who = {},
): Promise<string> {
  const [account, session] = [uuid(), uuid()];
  await owner.query(
    `insert into accounts (id, tenant_id, kind, subject, name, roles) values ($1, $2, $3, $4, 'Ada', $5)`,
    [account, tenantId, kind, kind === 'local' ? account : `${TID}:${oid}`, roles],
  );
  await owner.query(
    `insert into sessions (id, token_hash, tenant_id, account_id, methods, auth_time, seen_at, ends_at)
     values ($1, $2, $3, $4, '{fed}', $6, $5::timestamptz + interval '1 hour', $5::timestamptz + interval '8 hours')`,
    [session, randomBytes(32), tenantId, account, now, authTime],
  );
  return session;
}

async function open(): Promise<readonly string[]> {
  return (await owner.query<{ id: string }>('select id from sessions order by id')).rows.map(({ id }) => id);
}

async function ended(): Promise<readonly unknown[]> {
  const { rows } = await owner.query<{ value: string }>('select value from outbox order by id');
  return rows.map(({ value }) => {
    const { act, actor, object, changes } = JSON.parse(value) as Told;
    return [act, actor.type, object.id, changes[0]?.after];
  });
}

interface Told {
  readonly act: string;
  readonly actor: { readonly type: string };
  readonly object: { readonly id: string };
  readonly changes: readonly { readonly after: unknown }[];
}

describe('the person of an open session', () => {
  it('who is disabled or gone has none any more, each an entry', async () => {
    const [left, gone, stays] = [await signedIn('left'), await signedIn('gone'), await signedIn('stays')];
    for (const oid of ['left', 'gone', 'stays']) directory.set(oid, true);
    await look();
    expect(await open()).toEqual([left, gone, stays]);
    directory.set('left', false).delete('gone');
    await look();
    expect(await open()).toEqual([stays]);
    expect(await ended()).toEqual([
      ['sessions.end', 'clock', left, 'person inactive'],
      ['sessions.end', 'clock', gone, 'person gone'],
    ]);
  });

  it('is looked at by who administers, too, and by whichever method they came', async () => {
    await signedIn('left', { kind: 'saml', roles: ['identity-administrator'] });
    directory.set('left', false);
    await look();
    expect(await open()).toEqual([]);
  });

  it('whom the directory never knew is not touched, nor an account that is of no identity provider', async () => {
    const sessions = [await signedIn('consultant'), await signedIn('x', { kind: 'local' })];
    await look();
    await look();
    expect(await open()).toEqual(sessions);
    expect(asked.flat()).toEqual(['consultant', 'consultant']);
  });

  it('of whom somebody of the same id is active stays', async () => {
    const session = await signedIn('twice');
    const page = {
      items: [
        { externalId: 'twice', active: true },
        { externalId: 'twice', active: false },
      ],
      next: null,
    };
    services.answers.set('/employees', (_heard, response) => void response.end(JSON.stringify(page)));
    await look();
    expect(await open()).toEqual([session]);
  });

  it('is asked for with a hundred others at a time, as a people manager of the tenant', async () => {
    for (let n = 0; n < 101; n += 1) await signedIn(`p${n}`);
    await look();
    expect(asked.map(({ length }) => length)).toEqual([100, 1]);
  });

  it('is asked for by one of two replicas, of each tenant apart', async () => {
    await signedIn('a');
    await signedIn('b', { tenantId: OTHER_TENANT });
    await Promise.all([watch().runOnce(), watch().runOnce()]);
    expect(asked.map((ids) => ids.join()).toSorted()).toEqual(['a', 'b']);
    await watch().runOnce();
    expect(asked).toHaveLength(2);
    now = new Date(now.getTime() + EVERY_MS);
    await watch().runOnce();
    expect(asked).toHaveLength(4);
  });

  it('is not asked for by a replica that has waited for another one', async () => {
    await signedIn('a');
    await owner.query('begin');
    const claim = `select * from claim_people_watch($1, interval '30 minutes', interval '15 seconds', 4)`;
    expect((await owner.query(claim, [now])).rowCount).toBe(1);
    const second = store.claim(now, EVERY_MS, 4);
    await eventually('the second one waits', async () => {
      return (await pool.query('select 1 from pg_locks where not granted')).rowCount !== 0;
    });
    await owner.query('commit');
    expect(await second).toEqual([]);
  });
});

describe('while the directory cannot be asked', () => {
  const after = async (ms: number): Promise<void> => {
    now = new Date(now.getTime() + ms);
    await look();
  };

  it('for ten minutes, sessions of people and employees end, and administrators’ stay', async () => {
    const who = { people: ['people'], employee: ['employee'], both: ['identity-administrator', 'people'] } as const;
    const [people, employee, both] = await Promise.all(
      Object.entries(who).map(([oid, roles]) => signedIn(oid, { roles })),
    );
    const auditor = await signedIn('auditor', { roles: ['auditor'] });
    isAway = true;
    await after(0);
    await after(UNHEARD_MS - 2 * EVERY_MS);
    expect(await open()).toEqual([people, employee, both, auditor].toSorted());
    await after(EVERY_MS);
    expect(await open()).toEqual([both, auditor].toSorted());
    expect((await ended()).map((one) => (one as string[])[3])).toEqual(['directory unheard', 'directory unheard']);
  });

  it('nobody whom it never knew is touched, nor who signed in less than ten minutes ago', async () => {
    const consultant = await signedIn('consultant', { roles: ['employee'] });
    await after(0);
    isAway = true;
    await after(0);
    now = new Date(now.getTime() + UNHEARD_MS);
    const late = await signedIn('late');
    await after(0);
    expect(await open()).toEqual([consultant, late].toSorted());
    await after(UNHEARD_MS);
    expect(await open()).toEqual([consultant]);
  });

  it('nobody is whose session is new, however long ago they said at Entra who they are', async () => {
    isAway = true;
    directory.set('a', true);
    await signedIn('a');
    await after(0);
    now = new Date(now.getTime() + UNHEARD_MS);
    const late = await signedIn('b', { authTime: new Date(now.getTime() - 5 * 60 * MINUTE) });
    await after(0);
    expect(await open()).toContain(late);
    await after(UNHEARD_MS);
    expect(await open()).toEqual([]);
  });

  it('that it could be asked meanwhile counts anew', async () => {
    const session = await signedIn('a');
    directory.set('a', true);
    isAway = true;
    await after(0);
    isAway = false;
    await after(UNHEARD_MS - MINUTE);
    isAway = true;
    await after(MINUTE);
    expect(await open()).toEqual([session]);
  });

  it('an answer that is no page is none', async () => {
    const session = await signedIn('a');
    directory.set('a', true);
    await look();
    services.answers.set('/employees', (_heard, response) => void response.end('{}'));
    await look();
    expect(await open()).toEqual([session]);
  });

  it('whoever is still signed in is told since when', async () => {
    const console = await TestConsole.start();
    const browser = await console.signIn('administrator');
    const told = async (): Promise<unknown> => {
      const body = (await (await console.as(browser, '/api/session')).json()) as Record<string, unknown>;
      return body.peopleUnheardSince;
    };
    const since = async (ms: number): Promise<string> => {
      const at = new Date(Date.now() - ms).toISOString();
      await console.owner.query(
        `insert into people_watch (tenant_id, next_at, unheard_since) values ($1, now() + interval '1 day', $2)
             on conflict (tenant_id) do update set unheard_since = $2`,
        [TENANT, at],
      );
      return at;
    };
    expect(await told()).toBeNull();
    await since(UNHEARD_MS - MINUTE);
    expect(await told()).toBeNull();
    const at = await since(UNHEARD_MS);
    expect(await told()).toBe(at);
    await console.stop();
  });
});
