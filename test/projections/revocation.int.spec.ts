import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import type { RunningService } from '#service';
import { DATABASE as AUDIT } from '../../apps/audit/src/storage/database.js';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { DATABASE as DIRECTORY } from '../../apps/directory/src/storage/database.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { DATABASE as NOTIFIER, MIGRATIONS as NOTIFIER_MIGRATIONS } from '../../apps/notifier/src/storage/database.js';
import { PROJECTIONS } from '../../deploy/local/service-processes.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { testKafka, type TestKafka } from '../support/kafka.js';
import { ask, Issuer, publishAct, startOf, TENANT } from './revocation.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

const MADE = {
  directory: () => createTestDatabase<string>(DIRECTORY, DIRECTORY_MIGRATIONS),
  audit: () => createTestDatabase<string>(AUDIT, AUDIT_MIGRATIONS),
  notifier: () => createTestDatabase<string>(NOTIFIER, NOTIFIER_MIGRATIONS),
};

describe.each(PROJECTIONS)('a revoked reader of the %s', (projection) => {
  let database: TestDatabase<string>;
  let kafka: TestKafka;
  let issuer: Issuer;
  let service: RunningService;
  const [standing, revoked] = [uuid(), uuid()];

  const start = (of: TestDatabase<string>): Promise<RunningService> => {
    const [url, readerUrl] = [of.url(projection), of.url('reader')];
    return startOf(projection, { url, readerUrl, jwksUrl: issuer.jwksUrl, kafka: kafka.settings });
  };
  const heard = () =>
    eventually(
      'the projection says that it has heard',
      async () => (await asOwner('select from public.revocations_heard')).rowCount === 1,
      { timeout: 40_000 },
    );
  const asOwner = async (statement: string, url = database.ownerUrl) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(statement);
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    [database, kafka, issuer] = await Promise.all([MADE[projection](), testKafka(), Issuer.start()]);
    service = await start(database);
  });
  afterAll(async () => {
    await service.stop();
    issuer.stop();
    await Promise.all([database.drop(), kafka.drop()]);
  });

  it('is out while the issuer is down, with a token that would live for two days; others stay', async () => {
    const [theirs, ours] = [
      await issuer.token(projection, { reader: revoked }),
      await issuer.token(projection, { reader: standing }),
    ];
    expect([await ask(service, projection, theirs), await ask(service, projection, ours)]).toEqual([200, 200]);
    await heard();
    issuer.stop();
    await publishAct(kafka.settings, 'readers.revoke', { type: 'reader', id: revoked });
    await eventually('the reader is out', async () => (await ask(service, projection, theirs)) === 401, {
      timeout: 40_000,
    });
    expect(await ask(service, projection, ours)).toBe(200);
  });

  it('is out under a key that is withdrawn, although the process and its table hold the key', async () => {
    const [under, beside] = [await issuer.token(projection, { kid: 'k2' }), await issuer.token(projection)];
    expect([await ask(service, projection, under), await ask(service, projection, beside)]).toEqual([200, 200]);
    await publishAct(kafka.settings, 'keys.withdraw', { type: 'signing-key', id: 'k2' });
    await eventually('the key is out', async () => (await ask(service, projection, under)) === 401, {
      timeout: 40_000,
    });
    expect(await ask(service, projection, beside)).toBe(200);
  });

  it('is out while its tenant is suspended, and in again when that is resumed', async () => {
    const token = await issuer.token(projection);
    expect(await ask(service, projection, token)).toBe(200);
    await publishAct(kafka.settings, 'tenants.suspend', { type: 'tenant', id: TENANT });
    await eventually('its tenant is out', async () => (await ask(service, projection, token)) === 401, {
      timeout: 40_000,
    });
    await publishAct(kafka.settings, 'tenants.resume', { type: 'tenant', id: TENANT });
    await eventually('its tenant is in', async () => (await ask(service, projection, token)) === 200, {
      timeout: 40_000,
    });
  });

  it('does not come back by a backup of the projection from before', async () => {
    const reader = uuid();
    const old = await issuer.token(projection, { reader, issuedAgo: 7_200 });
    await service.stop();
    const backup = await database.copy();
    await asOwner("update public.revocations_heard set heard_at = now() - interval '10 minutes'", backup.ownerUrl);
    await publishAct(kafka.settings, 'readers.revoke', { type: 'reader', id: reader });
    const restored = await start(backup);
    const seen = new Set<number>();
    try {
      await eventually(
        'the restored projection has caught up',
        async () => {
          seen.add(await ask(restored, projection, old));
          return seen.has(401);
        },
        { timeout: 40_000, every: 20 },
      );
      // 503 until it is known, and never let in.
      expect([...seen].filter((status) => status !== 503)).toEqual([401]);
    } finally {
      await restored.stop();
      await backup.drop();
      service = await start(database);
    }
  });

  it('can write neither what is revoked nor the keys that are trusted, as the role that answers', async () => {
    const reader = new Client({ connectionString: database.url('reader') });
    await reader.connect();
    for (const statement of [
      `insert into public.signing_key_cache values ('x', '{}', now())`,
      `update public.signing_key_cache set jwks = '{}'`,
      `delete from public.signing_key_cache`,
      `insert into public.revocations values ('reader', 'x', now())`,
      `delete from public.revocations`,
      `update public.revocations_heard set heard_at = now()`,
    ]) {
      await expect(reader.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    expect((await reader.query('select from public.signing_key_cache')).rowCount).toBe(1);
    await reader.end();
  });
});
