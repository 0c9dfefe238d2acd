import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeEvent, type RollcallEvent } from '#contracts';
import { laneOf } from './lane.js';
import { userUpdated } from './outbox.fixture.js';
import type { OutboxRecord, Publisher } from './publisher.js';

/** What the suite needs of an implementation to look at it from outside. */
export interface PublisherUnderTest {
  readonly publisher: Publisher;
  /** All records that are stored, those of one key in their order. */
  stored(): Promise<readonly { key: string; value: string; headers: Readonly<Record<string, string>> }[]>;
  /** Runs `attempt` so that it fails although its records were stored. */
  failAfterStoring(attempt: () => Promise<void>): Promise<void>;
  /** Characters of a value that is refused for its size. */
  readonly tooLarge: number;
  close(): Promise<void>;
}

let lastId = 0;

export function recordOf(event: RollcallEvent): OutboxRecord {
  const { topic, key, headers, value } = encodeEvent(event);
  lastId += 1;
  return { id: String(lastId), lane: laneOf(key), topic, key, headers, value, recordedAt: Date.now() };
}

/** What every publisher keeps, whatever it publishes to. */
export function publisherSuite(name: string, open: () => Promise<PublisherUnderTest>): void {
  describe(`a publisher (${name})`, () => {
    let subject: PublisherUnderTest;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    const versions = async (user: string): Promise<number[]> =>
      (await subject.stored())
        .filter((record) => record.headers.ce_subject === user)
        .map((record) => Number(record.headers.ce_resourceversion));

    it('stores records with their key, value and headers, those of one key in order', async () => {
      const records = [1, 2, 3, 4].flatMap((version) => [
        recordOf(userUpdated('ada', version)),
        recordOf(userUpdated('bob', version)),
      ]);
      await subject.publisher.publish(records.slice(0, 3));
      await subject.publisher.publish(records.slice(3));

      expect(await versions('ada')).toEqual([1, 2, 3, 4]);
      expect(await versions('bob')).toEqual([1, 2, 3, 4]);
      const [first] = records;
      const stored = (await subject.stored()).find((record) => record.headers.ce_id === first?.headers.ce_id);
      expect(stored).toMatchObject({ key: first?.key, value: first?.value, headers: first?.headers });
    });

    it('publishes nothing when there is nothing', async () => {
      await subject.publisher.publish([]);
      expect(await subject.stored()).toEqual([]);
    });

    it('loses nothing after a failed send that was stored all the same', async () => {
      const [one, two, three] = [1, 2, 3].map((version) => recordOf(userUpdated('eve', version)));
      if (!one || !two || !three) throw new Error('three records');
      await subject.publisher.publish([one]);
      await subject.failAfterStoring(() => subject.publisher.publish([two]));
      await subject.publisher.publish([three]);
      expect(await versions('eve')).toEqual([1, 2, 3]);
    });

    it('names a record that is too large as such, and works on', async () => {
      const large = recordOf(userUpdated('max', 1, subject.tooLarge));
      await expect(subject.publisher.publish([large])).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
      await subject.publisher.publish([recordOf(userUpdated('ada', 1))]);
      expect(await versions('ada')).toEqual([1]);
      expect(await versions('max')).toEqual([]);
    });
  });
}
