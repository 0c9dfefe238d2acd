import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { USERS, type UserEvent } from '#contracts';
import { inTransaction } from '#postgres';
import { foldUsersBatch } from '../bus/fold.js';
import { at, created, deleted, disabled, reactivated, tenantChanged, updated } from '../rules/events.fixture.js';
import { HOUR, MINUTE, PostOffice } from './post-office.fixture.js';

jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
  // A tenant whose initial cycle is over: a manager and somebody who reports to it.
  await office.hear(tenantChanged('it@example.com'), created('boss', { time: at(-2 * HOUR) }));
  await office.hear(created('anna', { time: at(-2 * HOUR), managerId: 'boss' }));
  office.settings = { ...office.settings, quietPeriodMs: 1 };
  office.pass(1);
  await office.work();
  office.server.taken.length = 0;
  office.pass(MINUTE);
});
afterEach(() => office.close());

/** As a superseded event is handed over when it is released. */
async function release(event: UserEvent): Promise<void> {
  const context = { now: office.now, settings: office.settings };
  const key = `${event.tenantId}/${event.subject}`;
  const delivery = { event, topic: USERS.name, partition: 0, offset: 0n, key };
  const outcomes = await inTransaction(office.pool, (tx) =>
    foldUsersBatch({ tx, deliveries: [delivery], isLate: true }, context),
  );
  expect(outcomes).toEqual([{ kind: 'done' }]);
}

/** What became of the mails about a person, and how many were sent in all. */
async function told(): Promise<string[]> {
  for (let turn = 0; turn < 3; turn += 1) {
    office.pass(2 * HOUR);
    await office.work();
  }
  const rows = await office.deliveries();
  return rows
    .filter(({ template }) => template !== 'initial-cycle')
    .map(({ template, status, reason }) => `${template} ${reason ?? status}`);
}

async function person(): Promise<unknown> {
  const { rows } = await office.pool.query(`select version::int, is_active from people where user_id = 'anna'`);
  return rows[0];
}

describe('a deactivation that is released late', () => {
  it('tells the manager while it is still so', async () => {
    await office.hear(updated('anna', { version: 3, managerId: 'boss', user: { active: false }, time: at(MINUTE) }));
    await release(disabled('anna', { version: 2, managerId: 'boss', time: at(0) }));
    expect(await told()).toEqual(['leaver accepted']);
    expect(await person()).toEqual({ version: 3, is_active: false });
  });

  it('tells nobody of somebody who is active again', async () => {
    await office.hear(reactivated('anna', { version: 3, managerId: 'boss', time: at(MINUTE) }));
    await release(disabled('anna', { version: 2, managerId: 'boss', time: at(0) }));
    expect((await told()).filter((line) => line.startsWith('leaver'))).toEqual(['leaver superseded']);
    expect(await person()).toEqual({ version: 3, is_active: true });
  });

  it('tells nobody twice, and brings nobody back', async () => {
    await office.hear(deleted('anna', { version: 3, time: at(MINUTE) }));
    await release(disabled('anna', { version: 2, managerId: 'boss', time: at(0) }));
    expect((await told()).sort()).toEqual(['leaver accepted', 'leaver superseded']);
    expect(await person()).toBeUndefined();
  });

  it('tells nobody of a leave that was followed by another one', async () => {
    await office.hear(reactivated('anna', { version: 3, managerId: 'boss', time: at(MINUTE) }));
    await office.hear(disabled('anna', { version: 4, managerId: 'boss', time: at(2 * MINUTE) }));
    await release(disabled('anna', { version: 2, managerId: 'boss', time: at(0) }));
    expect((await told()).filter((line) => line.startsWith('leaver')).sort()).toEqual([
      'leaver accepted',
      'leaver superseded',
    ]);
  });
});

describe('a joiner that is released late', () => {
  it('tells the manager while the person is there and nothing newer was told', async () => {
    await office.hear(updated('ben', { version: 2, managerId: 'boss', time: at(MINUTE) }));
    await release(created('ben', { version: 1, managerId: 'boss', time: at(0) }));
    expect(await told()).toEqual(['joiner accepted']);
  });

  it('tells nobody of somebody who has left', async () => {
    await office.hear(disabled('ben', { version: 2, managerId: 'boss', time: at(MINUTE) }));
    await release(created('ben', { version: 1, managerId: 'boss', time: at(0) }));
    expect((await told()).sort()).toEqual(['joiner superseded', 'leaver accepted']);
  });

  it('of an initial cycle does not begin another digest', async () => {
    office.settings = { ...office.settings, quietPeriodMs: 24 * HOUR };
    const before = (await office.deliveries()).length;
    await office.hear(updated('ben', { version: 2, managerId: 'boss', time: at(MINUTE) }));
    await release(created('ben', { version: 1, managerId: 'boss', time: at(-2 * HOUR) }));
    expect(await office.deliveries()).toHaveLength(before);
  });
});
