import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { USERS } from '#contracts';
import { openKafka } from '#kafka';
import { eventually } from '../support/eventually.js';
import { newUser } from '../support/load.js';
import { SmtpThief } from '../support/smtp-thief.js';
import { World, type TestTenant } from '../support/world.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CONSUMERS = ['directory', 'audit', 'notifier'] as const;
/** What each consumer writes in the transaction of a batch; locked, the batch stands still before its commit. */
const WRITTEN_BY = { directory: 'employees', audit: 'entries', notifier: 'people' } as const;
/** While Kafka waits for sessions of 10 s: at full speed it would be thousands of writes, and two cores kept busy. */
const STEADY = { workers: 4, pauseMs: 50 };

describe('a projection', () => {
  const teardown = new AsyncDisposableStack();
  let world: World;
  let tenant: TestTenant;
  let mails: SmtpThief;

  beforeAll(async () => {
    mails = teardown.adopt(await SmtpThief.start(), (started) => started.close());
    const settings = { notifier: { SMTP_URL: mails.url } };
    world = teardown.adopt(await World.start({ settings }), (started) => started.stop());
    mails.target = Number(new URL(world.constellation.servers.mail.smtpUrl).port);
    tenant = await world.openTenant('acme');
  }, 180_000);
  afterAll(() => teardown.disposeAsync(), 60_000);

  it.each(CONSUMERS)(
    '%s that is killed in the middle of a batch loses and doubles nothing',
    async (name) => {
      const load = world.load(tenant, await reportsOf(world, tenant, name));
      await load.reaches(30);
      const consumer = world.constellation.process(name);
      const holder = new Client({ connectionString: world.ownerUrl(name) });
      await holder.connect();
      await holder.query('begin');
      await holder.query(`lock table projection.${WRITTEN_BY[name]} in share mode`);
      await eventually('a batch stands still', () => batchesThatWait(world, name), { timeout: 60_000 });
      await consumer.kill();
      await holder.query('rollback');
      await holder.end();
      await load.reaches(load.ledger.writes + 30);
      await consumer.start();
      expect(await world.proof(await load.stop())).toEqual([]);
    },
    300_000,
  );

  it('shares its partitions with a second replica, and takes them over when that is killed', async () => {
    const load = world.load(tenant, STEADY);
    const second = await world.constellation.addProcess('directory', 'directory-2');
    await eventually('both have partitions', async () => (await members(world)) === 2, { timeout: 60_000, every: 200 });
    await load.reaches(load.ledger.writes + 60);
    await world.constellation.process('directory').kill();
    await load.reaches(load.ledger.writes + 60);
    await world.constellation.process('directory').start();
    await second.stop();
    expect(await world.proof(await load.stop())).toEqual([]);
  }, 300_000);

  it('is not disturbed by a predecessor that stood still, was replaced, and goes on beside its successor', async () => {
    const load = world.load(tenant, STEADY);
    const successor = await world.constellation.addProcess('directory', 'directory-3');
    await eventually('both have partitions', async () => (await members(world)) === 2, { timeout: 60_000, every: 200 });
    await load.reaches(load.ledger.writes + 60);
    const predecessor = Number(world.constellation.pids().directory);
    process.kill(predecessor, 'SIGSTOP');
    try {
      // Kafka gives its partitions away when its session of 10 s has ended.
      await eventually('Kafka replaces it', async () => (await members(world)) === 1, { timeout: 60_000, every: 200 });
      await load.reaches(load.ledger.writes + 60);
    } finally {
      process.kill(predecessor, 'SIGCONT');
    }
    await eventually('it joins again', async () => (await members(world)) === 2, { timeout: 60_000, every: 200 });
    await successor.stop();
    expect(await world.proof(await load.stop())).toEqual([]);
  }, 360_000);

  it('that mails does not send again what the server may have, and says that it does not know', async () => {
    const own = await world.openTenant('mails');
    const load = world.load(own, { workers: 1 });
    const scim = world.scim(own);
    // A manager each: the leavers of one are one mail.
    const leavers = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const boss = await scim.post('Users', newUser(`boss-${n}@mails.example`));
        const extra = { [ENTERPRISE]: { manager: { value: boss.body?.id } } };
        return scim.post('Users', newUser(`leaver-${n}@mails.example`, extra));
      }),
    );
    const ledger = await load.stop();
    // While people are created, one digest tells of all: a leaver is a mail of its own afterwards.
    await eventually('the initial cycle is over', () => cyclesEnded(world, own), { timeout: 60_000 });
    mails.stealing = true;
    for (const { body } of leavers) {
      load.notes(await scim.patch(`Users/${String(body?.id)}`, [{ op: 'replace', path: 'active', value: false }]));
    }
    scim.close();
    await eventually('all answers are lost', () => mails.stolen >= leavers.length, { timeout: 90_000 });
    mails.stealing = false;
    expect(await world.proof(ledger)).toEqual([]);
    // The notifier that was killed above may have left some of its own.
    const uncertain = await world.query(
      'notifier',
      `select id from mailing.deliveries where status = 'uncertain' and recipient like '%@mails.example'`,
    );
    expect(uncertain).toHaveLength(mails.stolen);
  }, 300_000);

  it('parks what it cannot read, with the reason, and the rest flows', async () => {
    const load = world.load(tenant, { workers: 4 });
    await load.reaches(20);
    const [published] = [...load.ledger.acknowledged.keys()];
    const key = `${tenant.id}/nobody`;
    await writeRaw(world, key);
    const scim = world.scim(tenant);
    const after = await scim.post('Users', newUser('after-the-poison@load.example'));
    scim.close();
    expect(published).toBeDefined();
    expect(after.status).toBe(201);
    const found = await world.proof(await load.stop());
    expect(found.map((breach) => breach.split(':').slice(0, 2).join(':')).sort()).toEqual(
      CONSUMERS.map((name) => `${name}: parked an event of ${key}`).sort(),
    );
  }, 300_000);
});

/** For the notifier, people who have a manager: each that leaves is a mail. */
async function reportsOf(world: World, tenant: TestTenant, name: string) {
  if (name !== 'notifier') return { workers: 4 };
  const scim = world.scim(tenant);
  const { body } = await scim.post('Users', newUser('manager@load.example'));
  scim.close();
  return { workers: 2, pauseMs: 30, manager: String(body?.id) };
}

async function batchesThatWait(world: World, app: (typeof CONSUMERS)[number]): Promise<number> {
  const [row] = await world.query<{ count: number }>(
    app,
    `select count(*)::int as count from pg_stat_activity where usename = $1 and wait_event_type = 'Lock'`,
    [`rollcall_${app}`],
  );
  return row?.count ?? 0;
}

async function cyclesEnded(world: World, { id }: TestTenant): Promise<boolean> {
  const [row] = await world.query<{ is_closed: boolean }>(
    'notifier',
    'select is_closed from projection.cycles where tenant_id = $1',
    [id],
  );
  return row?.is_closed === true;
}

async function members(world: World): Promise<number> {
  const admin = openKafka(world.kafka, 'test-members').admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups(['rollcall.directory']);
    return groups[0]?.state === 'Stable' ? groups[0].members.length : 0;
  } finally {
    await admin.disconnect();
  }
}

async function writeRaw(world: World, key: string): Promise<void> {
  const producer = openKafka(world.kafka, 'test-poison').producer();
  await producer.connect();
  try {
    await producer.send({
      topic: world.kafka.topicPrefix + USERS.name,
      messages: [{ key, value: 'not an event' }],
    });
  } finally {
    await producer.disconnect();
  }
}
