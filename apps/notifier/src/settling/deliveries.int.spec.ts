import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../../../test/support/eventually.js';
import { inTransaction, openPool, scopeToTenant } from '#postgres';
import { recordStandings } from '#service';
import type { MailChannel } from '../delivery/channel.js';
import { sendNext } from '../delivery/send-next.js';
import { at, created, disabled, TENANT, tenantChanged } from '../rules/events.fixture.js';
import { HOUR, MINUTE, PostOffice, type Listed } from '../folding/post-office.fixture.js';
import { nextDue } from '../storage/statements/next-due.js';
import { expireLeases } from '../storage/statements/expire-leases.js';
import { resend } from '../storage/statements/resend.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

const OTHER = '0192f000-0000-7000-8000-000000000002';

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
  office.settings = { ...office.settings, quietPeriodMs: 1 };
  await office.hear(tenantChanged(null), created('boss', { time: at(-HOUR) }), created('chef', { time: at(-HOUR) }));
  office.pass(MINUTE);
  await office.settle();
});
afterEach(() => office.close());

/** One delivery to each manager, addressed and due. */
async function leaversOf(...managers: readonly string[]): Promise<void> {
  for (const managerId of managers) await office.hear(disabled(`of-${managerId}`, { time: office.now, managerId }));
  await office.settle();
}

async function leavers(): Promise<Listed[]> {
  return (await office.deliveries()).filter(({ template }) => template === 'leaver');
}

async function toBoss(): Promise<Listed | undefined> {
  return (await leavers()).find(({ recipient }) => recipient === 'boss@example.com');
}

/** The statement names the right tenant; the scope alone decides. */
async function resendAsReader(id: string, scope = TENANT): Promise<boolean> {
  const pool = openPool({ url: office.readerUrl, applicationName: 'reader-test', max: 1 });
  try {
    return await inTransaction(pool, async (tx) => {
      await scopeToTenant(tx, scope);
      return resend(tx, { tenantId: TENANT, id }, office.now);
    });
  } finally {
    await pool.end();
  }
}

async function whenSomebodyWaitsForALock(): Promise<string> {
  await eventually('somebody waits for a lock', () => office.somebodyWaits());
  return 'waits for a lock';
}

describe('a delivery', () => {
  it('that is refused for now is tried again after a while, under the same Message-ID', async () => {
    await leaversOf('boss');
    const messageIds: (string | undefined)[] = [];
    office.server.behave = (_recipient, nth) => (nth < 3 ? { kind: 'refuse-message', code: 451 } : { kind: 'accept' });
    const compose = office.sender().compose;
    const sender = office.sender({
      compose: (claimed) => {
        messageIds.push(compose(claimed).messageId);
        return compose(claimed);
      },
    });
    await sendNext(sender);
    expect(await toBoss()).toMatchObject({ status: 'pending', attempts: 1 });
    expect(await sendNext(sender)).toBeNull();
    office.pass(MINUTE);
    await sendNext(sender);
    office.pass(MINUTE);
    await sendNext(sender);
    expect(await toBoss()).toMatchObject({ status: 'accepted', attempts: 3 });
    expect(new Set(messageIds).size).toBe(1);
    expect(office.server.taken).toHaveLength(1);
  });

  it('that is refused for now too often has failed', async () => {
    await leaversOf('boss');
    office.server.behave = () => ({ kind: 'refuse-recipient', code: 450 });
    for (let n = 0; n < 6; n += 1) {
      await office.work();
      office.pass(MINUTE);
    }
    expect(await toBoss()).toMatchObject({ status: 'failed', attempts: 5 });
  });

  it('that is refused for good has failed, and the others go their way', async () => {
    await leaversOf('boss', 'chef');
    office.server.behave = (recipient) =>
      recipient === 'boss@example.com' ? { kind: 'refuse-recipient', code: 550 } : { kind: 'accept' };
    await office.work();
    const statuses = (await leavers()).map(({ recipient, status }) => `${recipient} ${status}`).sort();
    expect(statuses).toEqual(['boss@example.com failed', 'chef@example.com accepted']);
  });

  it('outlives a mail server that is away, until it is too old', async () => {
    await leaversOf('boss');
    await office.server.stop();
    for (let n = 0; n < 20; n += 1) {
      await office.work();
      office.pass(2 * MINUTE);
    }
    expect(await toBoss()).toMatchObject({ status: 'pending', attempts: 20 });
    office.pass(24 * HOUR);
    await office.work();
    expect(await toBoss()).toMatchObject({ status: 'failed' });
  });

  it('whose answer was lost after DATA is uncertain, and is sent again only when a person says so', async () => {
    await leaversOf('boss');
    office.server.behave = (_recipient, nth) => ({ kind: nth === 1 ? 'lose-answer' : 'accept' });
    await office.work();
    expect(await toBoss()).toMatchObject({ status: 'uncertain', attempts: 1 });
    office.pass(48 * HOUR);
    await office.work();
    expect(office.server.taken).toHaveLength(1);

    const id = (await toBoss())?.id ?? '';
    expect(await resendAsReader(id, OTHER)).toBe(false);
    expect(await resendAsReader(id)).toBe(true);
    expect(await resendAsReader(id)).toBe(false);
    await office.work();
    expect(await toBoss()).toMatchObject({ status: 'accepted', attempts: 2 });
    expect(office.server.taken.map(({ mail }) => mail.messageId)).toEqual(Array(2).fill(`<${id}@rollcall.example>`));
    expect(await resendAsReader(id)).toBe(false);
  });

  it('is claimed by one of many senders', async () => {
    await leaversOf('boss', 'chef');
    const verdicts = await Promise.all(Array.from({ length: 8 }, () => sendNext(office.sender())));
    expect(verdicts.filter((verdict) => verdict !== null)).toHaveLength(2);
    expect(office.server.taken).toHaveLength(2);
  });

  it('that is being claimed is passed over by the next, who does not wait for it', async () => {
    await leaversOf('boss');
    const second = await inTransaction(office.pool, async (tx) => {
      expect(await nextDue(tx, office.now, office.caps)).not.toBeNull();
      const other = inTransaction(office.pool, (next) => nextDue(next, office.now, office.caps));
      const seen = await Promise.race([other, whenSomebodyWaitsForALock()]);
      return { seen, other };
    });
    expect(second.seen).toBeNull();
    expect(await second.other).toBeNull();
  });

  it('keeps nothing of what an accepted mail said', async () => {
    await leaversOf('boss');
    await office.work();
    const reader = new Client({ connectionString: office.readerUrl });
    await reader.connect();
    await expect(reader.query('select facts from deliveries')).rejects.toMatchObject({ code: '42501' });
    await reader.end();
    const { rows } = await office.pool.query<{ facts: unknown }>(
      `select facts from deliveries where status = 'accepted'`,
    );
    expect(rows).toEqual([{ facts: null }]);
  });
});

describe('a sender that stops', () => {
  /** Stands for a process that is killed: what it was about to do never happens. */
  const killed = (when: 'before DATA' | 'after DATA'): MailChannel => ({
    send: async (_mail, beforeData) => {
      if (when === 'after DATA') await beforeData();
      throw new Error('killed');
    },
  });

  it('before DATA leaves a delivery that is sent once the lease is over', async () => {
    await leaversOf('boss');
    await expect(sendNext(office.sender({ channel: killed('before DATA') }))).rejects.toThrow('killed');
    await office.work();
    expect(await toBoss()).toMatchObject({ status: 'sending' });
    office.pass(2 * MINUTE);
    await office.work();
    expect(await toBoss()).toMatchObject({ status: 'accepted', attempts: 2 });
    expect(office.server.taken).toHaveLength(1);
  });

  it('after DATA leaves one that is uncertain once the lease is over', async () => {
    await leaversOf('boss');
    await expect(sendNext(office.sender({ channel: killed('after DATA') }))).rejects.toThrow('killed');
    office.pass(2 * MINUTE);
    await office.work();
    expect(await toBoss()).toMatchObject({ status: 'uncertain', reason: 'the sender stopped after DATA' });
    expect(office.server.taken).toHaveLength(0);
  });

  it('and wakes after its lease is over does not write the message', async () => {
    await leaversOf('boss');
    const slow = office.sender();
    const outrun = office.sender({
      channel: {
        send: async (mail, beforeData) => {
          office.pass(2 * MINUTE);
          await office.work();
          return slow.channel.send(mail, beforeData);
        },
      },
    });
    await sendNext(outrun);
    expect(office.server.taken).toHaveLength(1);
    expect(await toBoss()).toMatchObject({ status: 'accepted', attempts: 2 });
  });

  it('and hears the answer after its lease is over still records it, also when somebody has said to resend', async () => {
    await leaversOf('boss');
    const real = office.sender();
    const late = office.sender({
      channel: {
        send: async (mail, beforeData) => {
          const attempt = await real.channel.send(mail, beforeData);
          office.pass(2 * MINUTE);
          await inTransaction(office.pool, (tx) => expireLeases(tx, office.now));
          expect(await toBoss()).toMatchObject({ status: 'uncertain' });
          expect(await resendAsReader((await toBoss())?.id ?? '')).toBe(true);
          return attempt;
        },
      },
    });
    await sendNext(late);
    expect(await toBoss()).toMatchObject({ status: 'accepted', attempts: 1 });
    await office.work();
    expect(office.server.taken).toHaveLength(1);
  });

  it('and hears a refusal after another attempt has begun leaves that one alone', async () => {
    await leaversOf('boss');
    const late = office.sender({
      channel: {
        send: async () => {
          office.pass(2 * MINUTE);
          await office.settle();
          await office.sender().store.claim(office.now, MINUTE);
          return { kind: 'refused', permanent: false, because: 'late' };
        },
      },
    });
    await sendNext(late);
    expect(await toBoss()).toMatchObject({ status: 'sending', attempts: 2 });
  });
});

describe('mails of a tenant that is suspended', () => {
  const stand = (kind: 'suspended' | 'resumed', ...times: readonly Date[]): Promise<void> =>
    inTransaction(office.pool, async (tx) => {
      for (const time of times) await recordStandings(tx, [{ kind, tenantId: TENANT, at: time.toISOString() }]);
    });

  it('are held, and sent when it is resumed, also where older acts are heard again', async () => {
    await leaversOf('boss');
    const [first, second, third] = [at(0), at(MINUTE), at(2 * MINUTE)];
    await stand('suspended', first);
    await stand('resumed', second);
    await stand('suspended', third, first);
    await stand('resumed', second);
    await office.work();
    expect((await toBoss())?.status).toBe('pending');
    await stand('resumed', at(3 * MINUTE));
    await stand('suspended', first);
    await office.work();
    expect((await toBoss())?.status).toBe('accepted');
  });

  it('are not given up at the first attempt for the time in which they were held', async () => {
    await leaversOf('boss');
    await stand('suspended', at(0));
    office.pass(48 * HOUR);
    await office.work();
    await stand('resumed', at(MINUTE));
    const away: MailChannel = { send: () => Promise.resolve({ kind: 'unsent', because: 'ECONNREFUSED' }) };
    await sendNext(office.sender({ channel: away }));
    expect(await toBoss()).toMatchObject({ status: 'pending', attempts: 1 });
    office.pass(24 * HOUR);
    await sendNext(office.sender({ channel: away }));
    expect(await toBoss()).toMatchObject({ status: 'failed', attempts: 2 });
  });
});
