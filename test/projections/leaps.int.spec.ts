import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { created, deleted, disabled, updated } from '../../apps/directory/src/projection/user-events.fixture.js';
import { publish } from '../../apps/directory/src/rebuild/live.fixture.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { discardParked, foldTopics, releaseParked, type Handlers } from '#consumer';
import { USERS, type RollcallEvent } from '#contracts';
import { migrate, type Migrations } from '#postgres';
import { gaps, openLeaps, type Leaping, type Leaps } from './leaps.fixture.js';

const FORGED = 1_000_000;
const WORD = { who: 'kim@example.com', why: 'forged' };
let directory: Leaping;
let audit: Leaping;
let notifier: Leaping;
let leaps: Leaps;

beforeAll(async () => {
  leaps = await openLeaps();
  ({ directory, audit, notifier } = leaps);
}, 60_000);
afterAll(() => leaps.close());

const tell = (...events: RollcallEvent[]): Promise<void> => leaps.tell(...events);
const expectRebuildsEqual = (): Promise<void> => leaps.expectRebuildsEqual();

async function employee(id: string): Promise<object | undefined> {
  const { rows } = await directory.owner.query<object>(
    'select version, active, deleted, title from employees where id = $1',
    [id],
  );
  return rows[0];
}

const person = async (id: string): Promise<object | undefined> =>
  (
    await notifier.owner.query<object>(
      'select version::int, is_active as active from projection.people where user_id = $1',
      [id],
    )
  ).rows[0];

const entries = async (id: string): Promise<number[]> =>
  (
    await audit.owner.query<{ version: number }>(
      'select resource_version as version from entries where resource_id = $1 order by 1',
      [id],
    )
  ).rows.map(({ version }) => version);

describe('a version that leaps past the sequence of a person', () => {
  it('freezes nobody, in any projection', async () => {
    await tell(created({ id: 'ada' }), updated({ id: 'ada', title: 'Forged' }, { version: FORGED }));
    await tell(updated({ id: 'ada', title: 'Countess' }, { version: 2 }));
    expect(await employee('ada')).toMatchObject({ version: 2, title: 'Countess' });
    expect(await entries('ada')).toEqual([1, 2]);
    expect(await person('ada')).toMatchObject({ version: 2 });
    for (const one of [directory, audit, notifier]) {
      expect(await gaps(one, 'ada')).toMatchObject([{ because: `version ${FORGED} came where 2 was expected` }]);
    }
    await expectRebuildsEqual();
  }, 60_000);

  it('shows who may have left as inactive at once in the directory, and tells nobody', async () => {
    await tell(created({ id: 'bob' }), created({ id: 'carl' }), created({ id: 'dora' }));
    await tell(
      disabled({ id: 'bob' }, { version: 3 }),
      deleted('carl', { version: 3 }),
      updated({ id: 'dora', active: false }, { version: 3 }),
    );
    for (const id of ['bob', 'carl', 'dora']) {
      expect([id, await employee(id)]).toMatchObject([id, { version: 1, active: false, deleted: false }]);
      expect([id, await person(id)]).toMatchObject([id, { version: 1, active: true }]);
      expect([id, await entries(id)]).toEqual([id, [1]]);
    }
    const { rows } = await notifier.owner.query(`select 1 from mailing.deliveries where template = 'leaver'`);
    expect(rows).toEqual([]);
    await expectRebuildsEqual();

    // The next true version says what is.
    await tell(updated({ id: 'dora', title: 'Here' }, { version: 2 }));
    expect(await employee('dora')).toMatchObject({ version: 3, active: false });
    await tell(updated({ id: 'dora', active: true }, { version: 4 }));
    expect(await employee('dora')).toMatchObject({ version: 4, active: true });
    // A person says that one of them was forged, and accepts the other.
    for (const one of [directory, audit, notifier]) {
      const [ofBob] = await gaps(one, 'bob');
      await discardParked(one.operator, one.handlers, ofBob?.id ?? '', WORD);
      const [ofCarl] = await gaps(one, 'carl');
      await releaseParked(one.operator, one.handlers, ofCarl?.id ?? '', { who: WORD.who });
    }
    expect(await employee('bob')).toMatchObject({ version: 1, active: true });
    expect(await employee('carl')).toMatchObject({ version: 3, deleted: true });
    expect(await entries('carl')).toEqual([1, 3]);
    expect(await person('carl')).toBeUndefined();
    await expectRebuildsEqual();
  }, 90_000);
});

describe('an upgrade', () => {
  it('accepts and lists what the version before took past a gap, parks nothing of it, and is rebuilt the same', async () => {
    await tell(created({ id: 'eve' }), created({ id: 'finn' }), created({ id: 'gone' }), created({ id: 'last' }));
    await asTheVersionBefore(
      updated({ id: 'eve' }, { version: 3 }),
      updated({ id: 'finn' }, { version: 2 }),
      deleted('gone', { version: 2 }),
      updated({ id: 'last' }, { version: 2 }),
    );
    await tell(updated({ id: 'eve' }, { version: 4 }), disabled({ id: 'finn' }, { version: 3 }));
    expect(await employee('eve')).toMatchObject({ version: 4 });
    expect(await employee('finn')).toMatchObject({ version: 3, active: false });
    expect(await entries('eve')).toEqual([1, 3, 4]);
    expect(await person('eve')).toMatchObject({ version: 4 });
    for (const one of [directory, audit, notifier]) {
      for (const id of ['eve', 'finn', 'gone', 'last']) expect(await gaps(one, id)).toEqual([]);
    }
    for (const { owner } of [directory, audit]) {
      const { rows } = await owner.query(
        `select from_version::int, to_version::int, accepted_by from accepted_gaps where key like '%/eve'`,
      );
      expect(rows).toEqual([{ from_version: 1, to_version: 3, accepted_by: 'the upgrade' }]);
    }
    await expectRebuildsEqual();
  }, 90_000);
});

/** Applies without a look at the sequences, has none of them, and is migrated then. */
async function asTheVersionBefore(...events: RollcallEvent[]): Promise<void> {
  await publish(leaps.kafka.settings, events);
  const without = (handlers: Handlers): Handlers =>
    new Map([...handlers].map(([topic, { apply, needs }]) => [topic, { apply, needs }]));
  const readAsBefore = async ({ writer: pool, owner, handlers }: Leaping): Promise<void> => {
    await foldTopics({
      kafka: leaps.kafka.settings,
      clientId: 'leaps',
      topics: [USERS],
      pool,
      handlers: without(handlers),
    });
    await owner.query('truncate consumer_sequences');
  };
  await Promise.all([directory, audit, notifier].map(readAsBefore));
  await migrateAgain(directory, DIRECTORY_MIGRATIONS);
  await migrateAgain(audit, AUDIT_MIGRATIONS);
}

/** As if the migration that accepts the gaps had not run. */
async function migrateAgain({ database, owner }: Leaping, migrations: Migrations): Promise<void> {
  await owner.query(`delete from public.migrations where name like 'AcceptedGaps%'`);
  await owner.query(`delete from public.backfills where name like '%gaps of before are accepted'`);
  expect(await migrate({ url: database.ownerUrl, migrations })).toHaveLength(1);
}
