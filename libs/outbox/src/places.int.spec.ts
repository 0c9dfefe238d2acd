import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { OutboxDatabase } from './outbox-database.fixture.js';
import { userUpdated } from './outbox.fixture.js';
import type { Publisher } from './publisher.js';

let outbox: OutboxDatabase;
beforeAll(async () => {
  outbox = await OutboxDatabase.create();
});
afterAll(() => outbox.drop());

it('keeps where each record is, in the statement that marks it, and forgets it with the record', async () => {
  const users = [uuid(), uuid(), uuid()];
  let offset = 40;
  const publisher: Publisher = {
    publish: async (records, onStored) =>
      onStored?.(
        records.map((record) => {
          const isUnknown = record.headers.ce_subject === users[2];
          return isUnknown ? record : { ...record, place: { partition: 3, offset: String((offset += 1)) } };
        }),
      ),
    close: async () => undefined,
  };
  const places = async (): Promise<unknown[]> => {
    const { rows } = await outbox.owner.query<Record<string, unknown>>(
      `select o.resource_id as id, p.partition, p."offset" from outbox_places p left join outbox o on o.id = p.id order by p.id`,
    );
    return rows;
  };
  await outbox.append(...users.map((id) => userUpdated(id, 1)));
  const relay = outbox.relay({ publisher, keepsPlaces: true });
  expect(await relay.runOnce()).toEqual({ published: 3, pruned: 0 });
  expect(await places()).toEqual([
    { id: users[0], partition: 3, offset: '41' },
    { id: users[1], partition: 3, offset: '42' },
  ]);
  await relay.stop();
  const pruning = outbox.relay({ publisher, keepsPlaces: true, retentionSeconds: 0 });
  expect(await pruning.runOnce()).toEqual({ published: 0, pruned: 3 });
  expect(await places()).toEqual([]);
});
