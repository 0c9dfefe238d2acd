import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { ACTS, adminActed, encodeEvent, type Acted, type AdminActed } from '#contracts';
import { openKafka } from '#kafka';
import type { RunningService } from '#service';
import { DATABASE as AUDIT } from '../../apps/audit/src/storage/database.js';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { DATABASE as DIRECTORY } from '../../apps/directory/src/storage/database.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { DATABASE as NOTIFIER, MIGRATIONS as NOTIFIER_MIGRATIONS } from '../../apps/notifier/src/storage/database.js';
import { publish } from '../../apps/directory/src/rebuild/live.fixture.js';
import { PROJECTIONS } from '../../deploy/local/service-processes.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { testKafka, type TestKafka } from '../support/kafka.js';
import { startOf } from './revocation.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(120_000);
const SOON = { timeout: 40_000 };

const OPERATOR_TOKEN = 'of-the-setting'.padEnd(40, 'x');
const MADE = {
  directory: () => createTestDatabase<string>(DIRECTORY, DIRECTORY_MIGRATIONS),
  audit: () => createTestDatabase<string>(AUDIT, AUDIT_MIGRATIONS),
  notifier: () => createTestDatabase<string>(NOTIFIER, NOTIFIER_MIGRATIONS),
};

describe.each(PROJECTIONS)('an operator of the %s', (projection) => {
  let database: TestDatabase<string>;
  let kafka: TestKafka;
  let service: RunningService;

  const statusWith = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${service.internalUrl}/admin/parked`, { headers });
    await answer.text();
    return answer.status;
  };
  const actOf = (verb: 'issue' | 'revoke', id: string, operator?: Acted['operator']): AdminActed => {
    const object = { type: 'operator-credential', id };
    const acted = { act: `operators.${verb}`, tenantId: null, object, at: new Date(), changes: [] } as const;
    const acting = { requestId: uuid(), traceparent: null, reason: null };
    return adminActed(uuid(), { ...acted, ...(operator && { operator }) }, acting);
  };
  const issued = (token: string, expiresAt: string | null, id = uuid()): AdminActed =>
    actOf('issue', id, { name: token, sha256: createHash('sha256').update(token).digest('hex'), expiresAt });
  const issue = async (token: string, expiresAt: string | null): Promise<string> => {
    const id = uuid();
    await publish(kafka.settings, [issued(token, expiresAt, id)]);
    return id;
  };
  /** As whoever has the broker's account of a projection could. @returns its place */
  const forge = async (event: AdminActed): Promise<string> => {
    const producer = openKafka(kafka.settings, 'thief').producer();
    await producer.connect();
    const { key, headers, value } = encodeEvent(event);
    const messages = [{ key, headers: { ...headers }, value }];
    const [record] = await producer.send({ topic: kafka.settings.topicPrefix + ACTS.name, messages });
    await producer.disconnect();
    return `${ACTS.name}/${record?.partition}/${record?.baseOffset}`;
  };
  const topicsRead = async (): Promise<unknown[]> => {
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const { rows } = await owner.query<{ topic: unknown }>('select topic from projection.consumer_offsets');
    await owner.end();
    return rows.map(({ topic }) => topic);
  };
  const parkedBecause = async (place: string): Promise<unknown> => {
    const headers = { authorization: 'Bearer Lee' };
    const answer = await fetch(`${service.internalUrl}/admin/parked/${encodeURIComponent(place)}`, { headers });
    return ((await answer.json()) as { because?: unknown }).because;
  };

  beforeAll(async () => {
    [database, kafka] = await Promise.all([MADE[projection](), testKafka()]);
    const [url, readerUrl] = [database.url(projection), database.url('reader')];
    const place = { url, readerUrl, jwksUrl: 'http://127.0.0.1:9/jwks.json', kafka: kafka.settings };
    service = await startOf(projection, place, { OPERATOR_TOKEN, FAILED_CREDENTIALS_PER_MINUTE: '1000000' });
  });
  afterAll(async () => {
    await service.stop();
    await Promise.all([database.drop(), kafka.drop()]);
  });

  it('is let in by a credential of its own, and from the first of them on no more by OPERATOR_TOKEN', async () => {
    expect([await statusWith(OPERATOR_TOKEN), await statusWith('Kim')]).toEqual([200, 401]);
    await issue('ended', new Date(Date.now() - 1_000).toISOString());
    const kim = await issue('Kim', null);
    await eventually('Kim is let in', async () => (await statusWith('Kim')) === 200, SOON);
    // What is told again, as an upgrade does, changes nothing of whom is known.
    await publish(kafka.settings, [issued('Kim again', null, kim), issued('Nia', null)]);
    await eventually('Nia is let in', async () => (await statusWith('Nia')) === 200, SOON);
    expect([await statusWith('Kim'), await statusWith('Kim again')]).toEqual([200, 401]);
    expect([await statusWith(OPERATOR_TOKEN), await statusWith('ended')]).toEqual([401, 401]);
    await publish(kafka.settings, [actOf('revoke', kim)]);
    await eventually('Kim is out', async () => (await statusWith('Kim')) === 401, SOON);
    expect(await statusWith(OPERATOR_TOKEN)).toBe(401);
  });

  it('is none by what stands on the topic that a projection may write', async () => {
    await issue('Lee', null);
    const forged = await forge(issued('Mallory', null));
    await eventually('Lee is let in', async () => (await statusWith('Lee')) === 200, SOON);
    if (projection === 'directory') {
      // It does not read that topic: there is nothing to wait for.
      expect(await topicsRead()).not.toContain(ACTS.name);
    } else {
      const why = await eventually('it is parked', () => parkedBecause(forged), SOON);
      expect(why).toContain('operators.issue does not belong on this topic');
    }
    expect(await statusWith('Mallory')).toBe(401);
  });
});
