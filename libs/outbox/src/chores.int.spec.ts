import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { eventually } from '../../../test/support/eventually.js';
import { MemoryPublisher } from './memory-publisher.fixture.js';
import { OutboxDatabase } from './outbox-database.fixture.js';
import { DATABASE, userUpdated } from './outbox.fixture.js';

let outbox: OutboxDatabase;

beforeAll(async () => {
  outbox = await OutboxDatabase.create();
});
afterEach(() => outbox.stopRelays());
afterAll(() => outbox.drop());

describe('the chores of a relay', () => {
  it('hold up no event: one is published while the deletion of old ones waits for somebody’s lock', async () => {
    const publisher = new MemoryPublisher();
    await outbox.append(userUpdated(uuid(), 1));
    const keeping = outbox.relay({ publisher });
    await keeping.runOnce();
    await keeping.stop();
    const blocker = await outbox.owner.connect();
    await blocker.query('begin; select from outbox for update');
    const relay = outbox.relay({ publisher, retentionSeconds: 0, pollMs: 20, applicationName: 'tidy' });
    relay.start();
    await eventually('the deletion waits', async () => {
      const { rows } = await outbox.owner.query(
        `select 1 from pg_stat_activity where datname = current_database() and application_name = 'tidy' and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    await outbox.append(userUpdated(uuid(), 1));
    await eventually('the new one is published', () => publisher.stored.length === 2);
    await blocker.query('commit');
    blocker.release();
    await eventually('the old one is deleted', async () => {
      const { rows } = await outbox.owner.query('select from outbox');
      return rows.length < 2;
    });
  });

  it('are told of where they fail, and what waits was published all the same', async () => {
    const publisher = new MemoryPublisher();
    await outbox.append(userUpdated(uuid(), 1));
    await outbox.owner.query(`revoke delete on outbox from ${DATABASE.roles.relay}`);
    try {
      await expect(outbox.relay({ publisher }).runOnce()).rejects.toMatchObject({ code: '42501' });
    } finally {
      await outbox.owner.query(`grant delete on outbox to ${DATABASE.roles.relay}`);
    }
    expect(publisher.stored).toHaveLength(1);
    expect(await outbox.waiting()).toBe(0);
  });
});
