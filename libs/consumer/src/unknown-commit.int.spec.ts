import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { encodeEvent, USERS } from '#contracts';
import { openPool } from '#postgres';
import { cancelWaits, commitsThatWait, withAbsentStandby } from '../../../test/support/absent-standby.js';
import { LIMITS, testProjection, userEvent, usersHandler, type TestProjection } from './consumer.fixture.js';
import { UNMEASURED } from './instruments.js';
import { SILENT } from './log.js';
import { decodeRecord } from './middleware/decode.js';
import { SliceRunner } from './slice-runner.js';
import { failAttempt, startAttempt } from './statements/attempts.js';

const PLACE = { topic: USERS.name, partition: 0 };

describe('a transaction of a projection whose COMMIT is unknown', () => {
  let projection: TestProjection;
  let owner: Client;
  beforeEach(async () => {
    projection = await testProjection();
    owner = new Client({ connectionString: projection.ownerUrl });
    await owner.connect();
    await projection.owner.query(`insert into consumer_offsets values ('${USERS.name}', 0, 0, 'memory')`);
  });
  afterEach(async () => {
    await owner.end();
    await projection.end();
  });

  it('is tried again, finds its offset stored, and applies nothing twice', async () => {
    const pool = openPool({ url: projection.url, applicationName: 'spec', max: 1, pipeline: true });
    const runner = new SliceRunner({
      pool,
      instruments: UNMEASURED,
      log: SILENT,
      isTraced: false,
      limits: LIMITS,
      concurrency: 1,
    });
    const items = [1, 2].map((version, offset) => {
      const { key, headers, value } = encodeEvent(userEvent('a', version));
      return decodeRecord(PLACE, { offset: BigInt(offset), key, headers, value: Buffer.from(value) });
    });
    // Its one connection waits for a standby; the next one, after it is given up, does not.
    await pool.query('set synchronous_commit = on');
    const slice = { ...PLACE, from: 0n, next: 2n, items, attempt: 1 };
    const task = { handler: usersHandler(), onProbation: true, pause: () => Promise.resolve() };
    const running = runner.run(slice, task);
    await cancelWaits(owner);
    expect((await running).map(({ kind }) => kind)).toEqual(['older', 'older']);
    expect(await projection.effects()).toEqual(['a#1', 'a#2']);
    expect(await projection.stored(0)).toBe(2n);
    await pool.end();
  });

  it('has attempts that are counted at once: one counted twice would look like one that killed its process', async () => {
    const pool = openPool({ url: withAbsentStandby(projection.url), applicationName: 'spec', max: 1, pipeline: true });
    expect(await startAttempt(pool, PLACE, 0n)).toMatchObject({ started: 1, failed: 0 });
    expect(await failAttempt(pool, PLACE, 0n)).toMatchObject({ started: 1, failed: 1 });
    expect(await commitsThatWait(owner)).toBe(0);
    await pool.end();
  });
});
