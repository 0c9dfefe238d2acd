import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { runningAudit, type RunningAudit } from '../../apps/audit/src/audit.fixture.js';
import { AUDIT } from '../../apps/audit/src/audit.js';
import { DIRECTORY } from '../../apps/directory/src/directory.js';
import { created, disabled, updated } from '../../apps/directory/src/projection/user-events.fixture.js';
import { liveDirectory, publish, type LiveDirectory } from '../../apps/directory/src/rebuild/live.fixture.js';
import { DATABASE, LIVE_SCHEMA } from '../../apps/directory/src/storage/database.js';
import { MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { ENTERPRISE_USER_URN, type RollcallEvent } from '#contracts';
import { openPool, withSearchPath } from '#postgres';
import { rebuild } from '#projection';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { scattered } from '../support/scattered.js';

jest.setTimeout(90_000);

/** Twice in one record, as the value and as a change, and a record is at most a mebibyte. */
const TEXT = 100_000;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const cjk = (seed: number): string => scattered(seed, 0x4e00, TEXT);

/** What the topics may hold: each attribute that something is found by or shows, far above the bounds of today. */
const HUGE: Readonly<Record<string, object>> = {
  department: { department: cjk(1) },
  userName: { userName: cjk(2) },
  displayName: { displayName: cjk(3) },
  title: { title: cjk(4) },
  manager: { managerId: cjk(5) },
  mail: { mail: `${cjk(6)}@example.com` },
  externalId: { more: { externalId: cjk(7) } },
  number: { more: { [ENTERPRISE_USER_URN]: { employeeNumber: cjk(8) } } },
};

// One person for each.
const LIVES = Object.values(HUGE).flatMap((huge): RollcallEvent[] => {
  const id = uuid();
  return [created({ id }), updated({ id, ...huge }, { version: 2 }), disabled({ id, ...huge }, { version: 3 })];
});

const teardown = new AsyncDisposableStack();
let audit: RunningAudit;
let database: TestDatabase<keyof typeof DATABASE.roles>;
let directory: Pool;
let live: LiveDirectory;

beforeAll(async () => {
  audit = teardown.adopt(await runningAudit(), (running) => running.stop());
  database = teardown.adopt(await createTestDatabase(DATABASE, MIGRATIONS), (made) => made.drop());
  const url = withSearchPath(database.ownerUrl, LIVE_SCHEMA);
  directory = teardown.adopt(openPool({ url, applicationName: 'test', max: 2 }), (pool) => pool.end());
  for (const event of LIVES) await publish(audit.kafka.settings, [event]);
  live = teardown.adopt(await liveDirectory(audit.kafka.settings, database.url('directory')), (one) => one.stop());
});

afterAll(() => teardown.disposeAsync());

const consumed = (pool: Pool) =>
  eventually(
    'every event is applied or parked',
    async () => {
      const { rows } = await pool.query<{ seen: number }>(
        'select (select count(*) from consumed_events)::int + (select count(*) from parked_events)::int as seen',
      );
      return rows[0]?.seen === LIVES.length;
    },
    { timeout: 30_000 },
  );

describe('topics of an earlier release, with texts of 100,000 characters', () => {
  it('are folded by the directory with nothing parked, live and again, and everybody who left is inactive', async () => {
    await consumed(directory);
    const { rows } = await directory.query('select version, active, count(*)::int from employees group by 1, 2');
    expect(rows).toEqual([{ version: 3, active: false, count: Object.keys(HUGE).length }]);
    const urls = { ownerUrl: database.ownerUrl, writerUrl: database.url('directory') };
    const checked = await rebuild(DIRECTORY, { ...urls, kafka: audit.kafka.settings, isCheck: true, log });
    expect(checked).toMatchObject({ isEqual: true, parked: 0, folded: { events: LIVES.length, parked: 0 } });
    expect(live.problems()).toEqual([]);
  });

  it('are folded by the audit log with nothing parked, live and again', async () => {
    await consumed(audit.owner);
    const { rows } = await audit.owner.query('select count(*)::int from entries');
    expect(rows).toEqual([{ count: LIVES.length }]);
    const urls = { ownerUrl: audit.database.ownerUrl, writerUrl: audit.database.url('audit') };
    const checked = await rebuild(AUDIT, { ...urls, kafka: audit.kafka.settings, isCheck: true, log });
    expect(checked).toMatchObject({ isEqual: true, parked: 0, folded: { events: LIVES.length, parked: 0 } });
  });
});
