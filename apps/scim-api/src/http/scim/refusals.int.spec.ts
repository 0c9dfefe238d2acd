import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { decodeEvent } from '#contracts';
import { openPool } from '#postgres';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { Refusals, REFUSALS_LISTED, type Refusal } from '../../storage/refusals.js';

let api: TestScimApi;

beforeAll(async () => {
  api = await TestScimApi.start();
});

afterAll(() => api.stop());

interface Refused {
  readonly type: string;
  readonly correlationId: string;
  readonly data: object;
}

async function refusalsOf({ tenantId }: TestConnection): Promise<Refused[]> {
  const { rows } = await api.owner.query<{ headers: string; value: string }>(
    `select headers, value from outbox where tenant_id = $1 and topic = 'rollcall.provisioning.v1' order by id`,
    [tenantId],
  );
  return rows.map(({ headers, value }) => {
    const decoded = decodeEvent({ headers: JSON.parse(headers), value });
    if (!decoded.ok) throw new Error(decoded.because);
    return decoded.event;
  });
}

describe('a refused write', () => {
  it('is an event with who, what and why, and none of the values', async () => {
    const as = await api.addTenant();
    await api.ask('POST', '/Users', { body: { userName: 'secret.name@example.com' }, as });

    const { headers } = await api.ask('POST', '/Users', { body: { userName: 'secret.name@example.com' }, as });

    const refused = await refusalsOf(as);
    expect(refused).toMatchObject([
      {
        type: 'rollcall.WriteRefused',
        correlationId: headers.get('x-request-id'),
        data: {
          actor: { connectionId: as.connectionId, credentialId: as.credentialId },
          method: 'POST',
          resourceType: 'User',
          resourceId: null,
          status: 409,
          scimType: 'uniqueness',
          reason: 'duplicate-user',
          path: 'userName',
          rule: expect.stringMatching(/^must be unique/),
        },
      },
    ]);
    expect(JSON.stringify(refused)).not.toContain('secret.name');
  });

  it('is one whatever refused it: the decoder, the media type, the size, a path that is nothing', async () => {
    const as = await api.addTenant();
    const statuses = [
      await api.ask('POST', '/Users', { body: { userName: 7 }, as }),
      await api.ask('POST', '/Users', { text: '{', as }),
      await api.ask('POST', '/Users', { text: 'x', headers: { 'content-type': 'application/xml' }, as }),
      await api.ask('POST', '/Users', { text: `"${'x'.repeat(1_100_000)}"`, as }),
      await api.ask('DELETE', '/Users/nobody', { as }),
      await api.ask('POST', '/Nowhere', { body: {}, as }),
    ].map(({ status }) => status);

    expect(statuses).toEqual([400, 400, 415, 413, 404, 404]);
    expect((await refusalsOf(as)).map(({ data }) => (data as { status: number }).status)).toEqual(statuses);
  });

  it('says where and by which rule, for each kind of write and in a bulk, and never with a value', async () => {
    const as = await api.addTenant();
    const { body } = await api.ask('POST', '/Users', { body: { userName: 'place@example.com' }, as });
    const user = `/Users/${String(body.id)}`;
    const patch = (path: string, value: unknown) => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path, value }],
    });
    const secret = 'Sécret.Person';
    await api.ask('POST', '/Users', { body: { userName: 'a@example.com', active: { secret } }, as });
    await api.ask('PUT', user, { body: { userName: secret.repeat(1_000) }, as });
    await api.ask('PATCH', user, { body: patch('emails[value eq "' + secret + '"].colour', secret), as });
    await api.ask('PATCH', user, { body: patch('name.givenName', { secret }), as });
    await api.ask('POST', '/Groups', { body: { displayName: { secret } }, as });
    const operation = { method: 'PATCH', path: user, data: patch('name.familyName', [secret, secret]) };
    await api.ask('POST', '/Bulk', {
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: [operation] },
      as,
    });

    const refused = await refusalsOf(as);
    expect(refused.map(({ data }) => (data as { path?: string }).path)).toEqual([
      'active',
      'userName',
      'emails',
      'name.givenName',
      'displayName',
      'name.familyName',
    ]);
    expect(refused.every(({ data }) => (data as { rule: string }).rule.length > 10)).toBe(true);
    expect(JSON.stringify(refused)).not.toContain(secret);
  });

  it('is none for a read, a stranger, or a write that changed nothing', async () => {
    const as = await api.addTenant();
    const { body } = await api.ask('POST', '/Users', { body: { userName: 'calm@example.com', active: true }, as });
    await api.ask('GET', '/Users/nobody', { as });
    await api.ask('GET', '/Users?filter=x', { as });
    await api.ask('PUT', `/Users/${String(body.id)}`, { body: { userName: 'calm@example.com', active: true }, as });
    await api.ask('POST', '/Users', { body: {}, as: { ...as, token: `rcs_${'A'.repeat(43)}` } });

    expect(await refusalsOf(as)).toEqual([]);
  });

  it('is listed up to a cap per connection, and counted beyond it', async () => {
    const as = await api.addTenant();
    for (let sent = 0; sent < REFUSALS_LISTED + 20; sent += 20) {
      await Promise.all(Array.from({ length: 20 }, () => api.ask('DELETE', '/Users/nobody', { as })));
    }

    expect(await refusalsOf(as)).toHaveLength(REFUSALS_LISTED);
  });
});

describe('the count of what was not listed', () => {
  it('is recorded once, also when the database refused it at first', async () => {
    const as = await api.addTenant();
    const warnings: string[] = [];
    const pool = openPool({ url: api.database.url('scim'), applicationName: 'refusals', max: 4 });
    const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
    const refusals = new Refusals(pool, { ring: () => undefined }, log);
    for (let sent = 0; sent < REFUSALS_LISTED + 3; sent += 1) await refusals.record(refusalOf(as));

    await api.owner.query('revoke insert on outbox from rollcall_scim');
    await refusals.close();
    await api.owner.query('grant insert on outbox to rollcall_scim');
    expect(await refusalsOf(as)).toHaveLength(REFUSALS_LISTED);
    expect(warnings).toHaveLength(1);

    await refusals.close();
    await refusals.close();
    expect((await refusalsOf(as)).slice(REFUSALS_LISTED)).toMatchObject([
      { type: 'rollcall.RefusalsSuppressed', data: { connectionId: as.connectionId, count: 3 } },
    ]);
    await pool.end();
  });
});

function refusalOf({ tenantId, connectionId, credentialId }: TestConnection): Refusal {
  return {
    tenantId,
    actor: { connectionId, credentialId },
    requestId: uuid(),
    traceparent: null,
    method: 'DELETE',
    resourceType: 'User',
    resourceId: 'nobody',
    status: 404,
    scimType: null,
    reason: 'not-found',
    path: null,
    rule: 'There is no such resource',
  };
}

describe('logs and metrics', () => {
  it('name nobody', async () => {
    await api.ask('POST', '/Users', { body: { userName: 'Very.Private@example.com', displayName: 'Very Private' } });
    await api.ask('GET', `/Users?filter=${encodeURIComponent('userName eq "Very.Private@example.com"')}`);
    const metrics = await (await fetch(`${api.service.internalUrl}/metrics`)).text();

    expect(api.log() + metrics).not.toMatch(/very.private/i);
    expect(api.log()).not.toContain(api.first.token);
  });
});
