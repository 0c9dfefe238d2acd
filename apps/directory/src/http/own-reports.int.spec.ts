import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import type { UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { Problem, TenantReads } from '#service';
import { eventually } from '../../../../test/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import {
  created,
  deleted,
  disabled,
  OTHER_TENANT,
  TENANT,
  updated,
  type Person,
} from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { OwnReports } from './own-reports.js';

const TABLES = `employees, employee_versions, employee_words, employee_pairs, employee_marks, reporting_lines, attribute_changes`;
const BOSS = 'oid-of-the-boss';
const WAITING = `select from pg_locks where relation = 'employees'::regclass and not granted`;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;
let reader: Pool;
let reports: OwnReports;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 2 });
  [owner, writer, reader] = [open(database.ownerUrl), open(database.url('directory')), open(database.url('reader'))];
  reports = new OwnReports(new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1_000 }));
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end(), reader.end()]);
  await database.drop();
});

const boss: Person = { id: 'boss', mail: 'boss@contoso.example', more: { externalId: BOSS } };
const apply = (...events: readonly UserEvent[]) => inTransaction(writer, (tx) => applyUsers(tx, events));
const among = (ids: readonly string[], person: string | null = BOSS, tenantId = TENANT): Promise<unknown> =>
  reports.among({ tenantId }, person, { id: [...ids] }).then(
    ({ items }) => items,
    (error: unknown) => (error instanceof Problem ? error.code : error),
  );

beforeEach(async () => {
  await owner.query(`truncate ${TABLES}`);
  await apply(
    created(boss),
    created({ id: 'ada', managerId: 'boss' }),
    created({ id: 'ben', managerId: 'ada' }),
    created({ id: 'eve', managerId: 'boss@contoso.example' }),
    created({ id: 'theirs', managerId: 'other' }),
    created({ id: 'other', more: { externalId: 'oid-of-another' } }),
    created({ id: 'ada', managerId: 'theirs' }, { tenantId: OTHER_TENANT }),
    created({ id: 'far', managerId: 'boss' }, { tenantId: OTHER_TENANT }),
  );
});

describe('who reports to whoever asks', () => {
  it('is whoever is below them, over any number of levels and by any of their names', async () => {
    expect(await among(['ben', 'eve', 'ada', 'ada'])).toEqual(['ben', 'eve', 'ada']);
  });

  it('is nobody of another manager or tenant, nobody who is not there, and not they themselves', async () => {
    expect(await among(['theirs', 'other', 'far', 'nobody', 'boss'])).toEqual([]);
    expect(await among(['ada'], BOSS, OTHER_TENANT)).toBe('no-person');
  });

  it('is who does now: not who did yesterday, nor who was deleted', async () => {
    await apply(updated({ id: 'ada', managerId: 'other' }, { version: 2 }), deleted('eve', { version: 2 }));
    expect(await among(['ada', 'ben', 'eve'])).toEqual([]);
    expect(await among(['ada', 'ben'], 'oid-of-another')).toEqual(['ada', 'ben']);
  });

  it('is somebody who has left and had them for a manager to the end, as in what is below them', async () => {
    await apply(disabled({ id: 'ada', managerId: 'boss' }, { version: 2 }));
    expect(await among(['ada', 'ben'])).toEqual(['ada', 'ben']);
  });

  it('is asked by who is somebody there: an account of nobody, of several, or of who has left, has no reports', async () => {
    expect([await among(['ada'], null), await among(['ada'], 'oid-of-nobody')]).toEqual(['no-person', 'no-person']);
    await apply(created({ id: 'twin', more: { externalId: BOSS } }));
    expect(await among(['ada'])).toBe('no-person');
    await apply(deleted('twin', { version: 2 }), disabled(boss, { version: 2 }));
    expect(await among(['ada'])).toBe('no-person');
  });

  it('is ended after a second, and when nobody waits for it any more', async () => {
    const locked = await owner.connect();
    try {
      await locked.query('begin');
      await locked.query('lock table employees in access exclusive mode');
      const gone = new AbortController();
      const left = reports.among({ tenantId: TENANT, gone: gone.signal }, BOSS, { id: ['ada'] });
      await eventually('the question waits', async () => (await locked.query(WAITING)).rowCount);
      gone.abort(new Error('gone'));
      await expect(left).rejects.toThrow('gone');
      await expect(reports.among({ tenantId: TENANT }, BOSS, { id: ['ada'] })).rejects.toMatchObject({
        code: 'too-large',
      });
    } finally {
      await locked.query('rollback');
      locked.release();
    }
  });
});
