import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RollcallEvent } from '#contracts';
import {
  at,
  created,
  deleted,
  disabled,
  refusalsSuppressed,
  refused,
  tenantChanged,
  updated,
} from '../rules/events.fixture.js';
import { eventually } from '../../../../test/support/eventually.js';
import { inTransaction } from '#postgres';
import { foldRefusals } from './fold-refusals.js';
import { HOUR, MINUTE, PostOffice } from './post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
});
afterEach(() => office.close());

/** A tenant whose initial cycle is over: a manager and nobody else. */
async function establish(): Promise<readonly RollcallEvent[]> {
  const events = [tenantChanged('it@example.com'), created('boss', { time: at(-HOUR) })];
  await office.hear(...events);
  office.settings = { ...office.settings, quietPeriodMs: 1 };
  office.pass(1);
  await office.work();
  office.server.taken.length = 0;
  office.pass(MINUTE);
  return events;
}

function subjects(recipient?: string): (string | undefined)[] {
  const mails = recipient === undefined ? office.server.taken : office.server.to(recipient);
  return mails.map(({ mail }) => mail.subject);
}

async function last() {
  return (await office.deliveries()).at(-1);
}

describe('a joiner', () => {
  it('is told to a manager who was there before', async () => {
    await establish();
    const event = created('anna', { time: office.now, managerId: 'boss' });
    await office.hear(event);
    await office.work();
    expect(await last()).toMatchObject({ status: 'accepted', recipient: 'boss@example.com', event_ids: [event.id] });
    const [mail] = office.server.to('boss@example.com');
    expect(mail?.mail.subject).toBe('Name of anna joins your team');
    expect(mail?.mail.messageId).toBe(`<${(await last())?.id}@rollcall.example>`);
  });

  it('waits for the manager, who comes in a later write, and whose mail comes later still', async () => {
    await establish();
    await office.hear(created('anna', { time: office.now }));
    await office.work();
    expect(await last()).toMatchObject({ status: 'waiting' });

    office.pass(MINUTE);
    await office.hear(updated('anna', { time: office.now, managerId: 'carl' }));
    await office.work();
    expect(await last()).toMatchObject({ status: 'waiting' });

    office.pass(MINUTE);
    await office.hear(created('carl', { time: office.now, user: { emails: [], userName: 'carl' } }));
    await office.work();
    expect(subjects()).toEqual([]);
    await office.hear(updated('carl', { time: office.now }));
    await office.work();
    expect(subjects('carl@example.com')).toHaveLength(1);
    expect(subjects()).toHaveLength(1);
  });

  it('without a manager is suppressed when the wait is over, and never told to their own address', async () => {
    await establish();
    await office.hear(created('anna', { time: office.now, managerId: 'anna' }), created('bert', { time: office.now }));
    office.pass(HOUR - 1);
    await office.work();
    expect((await office.deliveries()).slice(1).map(({ status }) => status)).toEqual(['waiting', 'waiting']);
    office.pass(1);
    await office.work();
    const reasons = (await office.deliveries()).slice(1).map(({ status, reason }) => `${status}: ${reason}`);
    expect(reasons.sort()).toEqual(['suppressed: manager is the person', 'suppressed: no manager']);
    expect(subjects()).toEqual([]);
  });

  it('who has left before the mail is told to nobody', async () => {
    await establish();
    await office.hear(created('anna', { time: office.now }), deleted('anna', { time: office.now }));
    await office.work();
    const [, joiner] = (await office.deliveries()).filter(({ template }) => template !== 'leaver');
    expect(joiner).toMatchObject({ status: 'suppressed', reason: 'left before the mail' });
  });
});

describe('a leaver', () => {
  it('is told to the manager once, as deleted if that comes before the mail, also when the events come twice', async () => {
    await establish();
    await office.hear(created('anna', { time: office.now, managerId: 'boss' }));
    await office.work();
    const events = [
      disabled('anna', { time: office.now, managerId: 'boss' }),
      deleted('anna', { time: office.now }),
    ] as const;
    await office.hear(...events);
    await office.work();
    await office.hear(...events);
    await office.hear(events[1]);
    await office.work();
    expect(subjects('boss@example.com')).toEqual([
      'Name of anna joins your team',
      'The account of Name of anna was deleted',
    ]);
  });

  it('is not told a second time when the projection is folded anew', async () => {
    const earlier = await establish();
    const events = [created('anna', { time: office.now, managerId: 'boss' }), disabled('anna', { time: office.now })];
    await office.hear(...events);
    await office.work();
    const sent = subjects();
    await office.tamper('truncate projection.people, projection.cycles, projection.tenants');
    await office.hear(...earlier, ...events);
    office.pass(MINUTE);
    await office.work();
    expect(subjects()).toEqual(sent);
  });
});

describe('an initial cycle', () => {
  it('makes one digest, once nobody has been created for a quiet period', async () => {
    await office.hear(tenantChanged('it@example.com'));
    const people = Array.from({ length: 30 }, (_, n) => created(`p${n}`, { time: office.now, managerId: 'p0' }));
    await office.hear(...people.slice(0, 10));
    office.pass(10 * MINUTE);
    await office.hear(...people.slice(10));
    office.pass(10 * MINUTE);
    await office.work();
    expect(subjects()).toEqual([]);
    office.pass(5 * MINUTE);
    await office.work();
    expect(office.server.taken.map(({ recipient }) => recipient)).toEqual(['it@example.com']);
    const [digest, ...others] = await office.deliveries();
    expect(others).toEqual([]);
    expect(digest).toMatchObject({ template: 'initial-cycle', status: 'accepted', event_count: 30 });
    expect(digest?.event_ids).toEqual(people.map(({ id }) => id).sort());
    expect(office.server.taken[0]?.mail.text).toMatch(/People: +30/);
  });

  it('is not taken for over because this process did not listen', async () => {
    await office.hear(tenantChanged('it@example.com'), created('anna'));
    office.pass(HOUR);
    office.listeningSince = office.now;
    await office.work();
    expect(subjects()).toEqual([]);
    office.pass(15 * MINUTE);
    await office.work();
    expect(subjects()).toHaveLength(1);
  });

  it('is not held up by many that wait for news of their tenants', async () => {
    await office.hear(tenantChanged('it@example.com'));
    await office.hear(...Array.from({ length: 200 }, () => created('anna', { tenantId: randomUUID() })));
    office.pass(1);
    await office.hear(created('anna'));
    office.pass(15 * MINUTE);
    await office.work();
    expect(office.server.taken.map(({ recipient }) => recipient)).toEqual(['it@example.com']);
  });

  it('without a notification address is suppressed, and says so', async () => {
    await office.hear(tenantChanged(null), created('anna'));
    office.pass(HOUR);
    await office.work();
    expect(await office.deliveries()).toMatchObject([{ status: 'suppressed', reason: 'no notification address' }]);
  });

  it('of long ago is told to nobody, and neither is what came after it', async () => {
    office.now = at(30 * 24 * HOUR);
    await office.hear(
      tenantChanged('it@example.com'),
      created('boss'),
      created('anna', { time: at(2 * HOUR), managerId: 'boss' }),
      disabled('anna', { time: at(3 * HOUR), managerId: 'boss' }),
    );
    office.pass(HOUR);
    await office.work();
    const statuses = (await office.deliveries()).map(({ template, reason }) => `${template}: ${reason}`).sort();
    expect(statuses).toEqual(['initial-cycle: too old', 'joiner: too old', 'leaver: too old']);
    expect(subjects()).toEqual([]);
  });

  it('is one across partitions that tell of it at the same time', async () => {
    await office.hear(tenantChanged('it@example.com'));
    await Promise.all(Array.from({ length: 6 }, (_, n) => office.hear(created(`a${n}`), created(`b${n}`))));
    office.pass(HOUR);
    await office.work();
    expect(await office.deliveries()).toMatchObject([{ status: 'accepted', event_count: 12 }]);
  });
});

describe('refused writes', () => {
  it('are gathered: one mail per reason and window, which covers all of its events', async () => {
    await office.hear(tenantChanged('it@example.com'));
    const first = Array.from({ length: 3 }, () => refused('invalid-value', { time: office.now }));
    const other = refused('uniqueness', { time: office.now });
    await office.hear(...first, other);
    office.pass(MINUTE);
    await office.work();
    expect(subjects().sort()).toEqual(['1 write was refused: uniqueness', '3 writes were refused: invalid-value']);

    const later = Array.from({ length: 5 }, () => refused('invalid-value', { time: office.now }));
    for (const event of later) await office.hear(event);
    office.pass(HOUR - 1);
    await office.work();
    expect(subjects()).toHaveLength(2);
    office.pass(1);
    await office.work();
    expect(office.server.taken.at(-1)?.mail.subject).toBe('5 writes were refused: invalid-value');
    const covered = (await office.deliveries()).flatMap(({ event_ids: ids }) => ids);
    expect(covered.sort()).toEqual([...first, other, ...later].map(({ id }) => id).sort());
  });

  it('of three partitions at once make one mail, and each is counted once', async () => {
    await office.hear(tenantChanged('it@example.com'));
    const events = Array.from({ length: 9 }, () => refused('invalid-value', { time: office.now }));
    await Promise.all([0, 3, 6].map((from) => office.hear(...events.slice(from, from + 3))));
    await office.hear(...events);
    office.pass(MINUTE);
    await office.work();
    expect(await office.deliveries()).toMatchObject([{ status: 'accepted', event_count: 9 }]);
    expect(office.server.taken[0]?.mail.subject).toBe('9 writes were refused: invalid-value');
  });

  it('begun by two partitions at the same moment are one group, and nothing is lost of either', async () => {
    await office.hear(tenantChanged('it@example.com'));
    const events = [
      refused('invalid-value', { time: office.now }),
      refused('invalid-value', { time: office.now }),
    ] as const;
    const context = { now: office.now, settings: office.settings };
    const second = await inTransaction(office.pool, async (tx) => {
      await foldRefusals(tx, [events[0]], context);
      const other = office.hear(events[1]);
      await eventually('the second waits for the first', () => office.somebodyWaits());
      return { other };
    });
    await second.other;
    office.pass(MINUTE);
    await office.work();
    expect(await office.deliveries()).toMatchObject([{ event_count: 2, event_ids: events.map(({ id }) => id).sort() }]);
    expect(subjects()).toEqual(['2 writes were refused: invalid-value']);
  });

  it('over the cap are told with their number', async () => {
    await office.hear(tenantChanged('it@example.com'), refusalsSuppressed(40));
    office.pass(MINUTE);
    await office.work();
    expect(office.server.taken[0]?.mail.subject).toBe('40 writes were refused: too many refusals to list each');
  });
});
