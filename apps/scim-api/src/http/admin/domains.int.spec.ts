import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AdminActed } from '#contracts';
import { NameServer } from '../../../../../test/support/name-server.js';
import { askDns, dnsServers } from '../../tenants/ask-dns.js';
import { startAdminApi, type AdminApi } from './admin-api.fixture.js';

let names: NameServer;
let api: AdminApi;
let tenant: string;
beforeAll(async () => {
  names = await NameServer.start();
  api = await startAdminApi(names.address);
});
beforeEach(async () => {
  names.reply = () => 'no-such-name';
  tenant = (await api.ask('POST', '/admin/tenants', { name: 'Contoso' })).body.id ?? '';
});
afterAll(async () => {
  await api.stop();
  await names.stop();
});

const domains = () => `/admin/tenants/${tenant}/domains`;
interface View {
  readonly record: { readonly name: string; readonly value: string };
}

async function add(name: string): Promise<View['record']> {
  const { body } = await api.ask('POST', domains(), { name });
  return (body as unknown as View).record;
}

/** The acts on something of the tenant, one after the other: act, who and why. */
async function acts(id: string): Promise<string[]> {
  const statement = `select value from outbox
                      where resource_id = $1 and tenant_id = $2 and resource_version is null
                      order by id`;
  const { rows } = await api.owner.query<{ value: string }>(statement, [id, tenant]);
  return rows.map(({ value }) => {
    const { act, object, actor, reason } = JSON.parse(value) as AdminActed['data'];
    expect(object.id).toBe(id);
    return [act, object.type, actor.type, reason].filter((part) => part !== null).join(' ');
  });
}

/** What the events of the tenant have said of its domains, one after the other. */
async function told(): Promise<string[]> {
  const statement = 'select value from outbox where resource_id = $1 and resource_version is not null order by id';
  const { rows } = await api.owner.query<{ value: string }>(statement, [tenant]);
  return rows.map(({ value }) => {
    const { domains: listed } = JSON.parse(value) as { domains: { name: string; state: string }[] };
    return listed.map(({ name, state }) => `${name} ${state}`).join(', ');
  });
}

const duePast = () =>
  api.owner.query(`update tenant_domains set next_check_at = '2020-01-01' where tenant_id = $1`, [tenant]);

describe('a mail domain', () => {
  it('is added, shown, listed, and removed, whatever its spelling', async () => {
    const added = await api.ask('POST', domains(), { name: 'Bücher.Example.' });
    expect(added).toMatchObject({ status: 201, body: { name: 'xn--bcher-kva.example', state: 'pending' } });
    expect((await api.ask('GET', `${domains()}/${encodeURIComponent('BÜCHER.example')}`)).body).toEqual(added.body);
    expect((await api.ask('GET', domains())).body).toEqual({ items: [added.body], next: null });
    expect(await api.ask('POST', domains(), { name: 'bücher.example' })).toMatchObject({
      status: 409,
      body: { code: 'domain-exists' },
    });
    expect((await api.ask('DELETE', `${domains()}/xn--bcher-kva.example`)).status).toBe(204);
    expect((await api.ask('DELETE', `${domains()}/xn--bcher-kva.example`)).status).toBe(404);
    expect(await told()).toEqual(['', 'xn--bcher-kva.example pending', '']);
  });

  it.each(['com', 'co.uk', '*.contoso.example', 'it@contoso.example', 'contoso.example/x', '192.0.2.1', '-a.example'])(
    'is none, and says so: %j',
    async (name) => {
      expect(await api.ask('POST', domains(), { name })).toMatchObject({
        status: 400,
        body: {
          code: 'invalid-domain',
          detail: expect.stringMatching(/^name: .+; send one such as contoso\.example\.$/),
        },
      });
      const put = await api.ask('PUT', `${domains()}/${encodeURIComponent(name)}`, { state: 'verified', reason: 'x' });
      expect(put).toMatchObject({ status: 400, body: { code: 'invalid-domain' } });
      expect((await api.ask('GET', `${domains()}/${encodeURIComponent(name)}`)).status).toBe(404);
    },
  );

  it('is verified by its record, in parts and beside others, and by no other tenant’s', async () => {
    const record = await add('contoso.example');
    names.reply = () => ['v=spf1 -all', 'rollcall-verification=somebody-else'];
    const missing = await api.ask('POST', `${domains()}/contoso.example/verify`);
    expect(missing.body).toMatchObject({ state: 'pending', reason: 'the TXT record is not there' });
    names.reply = (name) => (name === record.name ? ['v=spf1 -all', record.value] : 'no-such-name');
    const verified = await api.ask('POST', `${domains()}/contoso.example/verify`);
    expect(verified).toMatchObject({ status: 200, body: { state: 'verified', verifiedBy: 'dns', reason: null } });
    expect(await told()).toEqual(['', 'contoso.example pending', 'contoso.example verified']);
  });

  it('is withdrawn by three daily looks in a row without the record; each change of state is told', async () => {
    const record = await add('contoso.example');
    names.reply = () => [record.value];
    expect(await api.domainChecks.run()).toBe(1);
    for (const reply of ['no-data', 'server-failure', 'no-such-name', [record.value]] as const) {
      names.reply = () => reply;
      await duePast();
      await api.domainChecks.run();
    }
    expect((await api.ask('GET', `${domains()}/contoso.example`)).body).toMatchObject({
      state: 'verified',
      failures: 0,
    });
    names.reply = () => 'no-such-name';
    for (const state of ['failing', 'failing', 'withdrawn']) {
      await duePast();
      await api.domainChecks.run();
      expect((await api.ask('GET', `${domains()}/contoso.example`)).body).toMatchObject({ state });
    }
    const states = (await told()).map((line) => line.split(' ').at(-1));
    expect(states).toEqual(['', 'pending', 'verified', 'failing', 'verified', 'failing', 'withdrawn']);
  });

  it('stays as the operator says while the daily look waits for its answer', async () => {
    const record = await add('contoso.example');
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<string[]>();
    names.reply = () => {
      asked.resolve();
      return answer.promise;
    };
    const looking = api.domainChecks.run();
    await asked.promise;
    await api.ask('PUT', `${domains()}/contoso.example`, { state: 'withdrawn', reason: 'sold' });
    answer.resolve([record.value]);
    await looking;
    expect((await api.ask('GET', `${domains()}/contoso.example`)).body).toMatchObject({
      state: 'withdrawn',
      reason: 'sold',
      nextCheckAt: null,
    });
  });

  it('is asked for by one of several replicas', async () => {
    await add('contoso.example');
    names.asked.length = 0;
    const counts = await Promise.all([api.domainChecks.run(), api.domainChecks.run(), api.domainChecks.run()]);
    expect(counts.sort()).toEqual([0, 0, 1]);
    expect(names.asked).toHaveLength(1);
  });

  it('is verified and withdrawn by the operator, with a reason, and nothing is asked', async () => {
    const put = (body: object) => api.ask('PUT', `${domains()}/Contoso.example`, body);
    expect((await put({ state: 'verified' })).status).toBe(400);
    expect((await put({ state: 'verified', reason: ' ' })).status).toBe(400);
    expect(await put({ state: 'verified', reason: 'contract 4711' })).toMatchObject({
      status: 200,
      body: { state: 'verified', verifiedBy: 'operator', reason: 'contract 4711', nextCheckAt: null },
    });
    expect(await put({ state: 'withdrawn', reason: 'sold' })).toMatchObject({ body: { state: 'withdrawn' } });
    names.asked.length = 0;
    await api.domainChecks.run();
    expect(names.asked).toEqual([]);
    expect(await told()).toEqual(['', 'contoso.example verified', 'contoso.example withdrawn']);
  });

  it('leaves an act for each step, with who and why', async () => {
    await api.ask('POST', domains(), { name: 'contoso.example', reason: 'ticket 1' });
    const { body } = await api.ask('GET', `${domains()}/contoso.example`);
    names.reply = () => [(body as unknown as View).record.value];
    await api.domainChecks.run();
    names.reply = () => 'no-such-name';
    for (let day = 0; day < 3; day += 1) {
      await duePast();
      await api.domainChecks.run();
    }
    await api.ask('PUT', `${domains()}/contoso.example`, { state: 'verified', reason: 'contract 4711' });
    await api.ask('DELETE', `${domains()}/contoso.example?reason=sold`);
    expect(await acts('contoso.example')).toEqual([
      'domains.add domain operator ticket 1',
      'domains.verify domain name-server',
      'domains.withdraw domain name-server the TXT record is not there, 3 times in a row',
      'domains.verify domain operator contract 4711',
      'domains.remove domain operator sold',
    ]);
  });

  it('of another tenant is not there', async () => {
    await add('contoso.example');
    const other = (await api.ask('POST', '/admin/tenants', { name: 'Other' })).body.id ?? '';
    expect((await api.ask('GET', `/admin/tenants/${other}/domains/contoso.example`)).status).toBe(404);
    expect((await api.ask('POST', `/admin/tenants/${other}/domains`, { name: 'contoso.example' })).status).toBe(201);
  });
});

describe('name servers', () => {
  it.each([
    ['no-such-name', 'absent'],
    ['no-data', 'absent'],
    ['server-failure', 'unanswered'],
  ] as const)('that say %s: %s', async (reply, answer) => {
    names.reply = () => reply;
    expect(await askDns([names.address])({ name: 'a.example', value: 'x' })).toBe(answer);
  });

  it('find a record of several parts', async () => {
    const value = 'x'.repeat(300);
    names.reply = () => [value];
    expect(await askDns([names.address])({ name: 'a.example', value })).toBe('found');
  });

  it.each(['', 'dns.example', '192.0.2.1:0', '192.0.2.1:99999', '192.0.2.1;', '[192.0.2.1]', '192.0.2.1,'])(
    'are not %j',
    (text) => {
      expect(() => dnsServers(text)).toThrow(/^DNS_SERVERS/);
    },
  );

  it('are addresses, with ports', () => {
    expect(dnsServers('192.0.2.1, [2001:db8::1]:53,2001:db8::1')).toHaveLength(3);
    expect(dnsServers(undefined)).toBeNull();
  });
});

describe('a notification address', () => {
  const path = () => `/admin/tenants/${tenant}`;

  it.each(['it@localhost', '-it@contoso.example', 'it@-a.example', 'anna_x.com#EXT#@contoso.example'])(
    'that can never be mailed is refused when it is set: %j',
    async (notificationAddress) => {
      const refusal = {
        status: 400,
        body: { code: 'invalid-address', detail: expect.stringMatching(/^notificationAddress: .+; send one address/) },
      };
      expect(await api.ask('PATCH', path(), { notificationAddress })).toMatchObject(refusal);
      expect(await api.ask('POST', '/admin/tenants', { name: 'New', notificationAddress })).toMatchObject(refusal);
      expect((await api.ask('GET', path())).body).toMatchObject({ notificationAddress: null, version: 1 });
    },
  );

  it('of before is shown, stays while something else is changed, and is changed', async () => {
    await api.owner.query(`update tenants set notification_address = 'it@localhost' where id = $1`, [tenant]);
    const patch = async (body: object) => (await api.ask('PATCH', path(), body)).body;
    expect((await api.ask('GET', path())).body).toMatchObject({ notificationAddress: 'it@localhost' });
    expect(await patch({ name: 'Other', notificationAddress: 'it@localhost' })).toMatchObject({ name: 'Other' });
    expect(await patch({ notificationAddress: 'it@contoso.example' })).toMatchObject({
      notificationAddress: 'it@contoso.example',
    });
    expect(await patch({ notificationAddress: 'it@localhost' })).toMatchObject({ code: 'invalid-address' });
  });

  it('that is set or taken away leaves an act of its own, together with others one on the tenant', async () => {
    await api.ask('PATCH', path(), { notificationAddress: 'it@contoso.example', reason: 'asked for' });
    await api.ask('PATCH', path(), { notificationAddress: 'it@contoso.example', reason: 'again' });
    await api.ask('PATCH', path(), { name: 'Other' });
    await api.ask('PATCH', path(), { notificationAddress: null });
    await api.ask('PATCH', path(), { name: 'Third', notificationAddress: 'it@contoso.example' });
    expect(await acts(tenant)).toEqual([
      'tenants.create tenant operator',
      'notification-addresses.set notification-address operator asked for',
      'tenants.change tenant operator',
      'notification-addresses.remove notification-address operator',
      'tenants.change tenant operator',
    ]);
    tenant =
      (await api.ask('POST', '/admin/tenants', { name: 'New', notificationAddress: 'it@b.example' })).body.id ?? '';
    expect(await acts(tenant)).toEqual(['tenants.create tenant operator']);
  });
});

it('a mail domain finds the tenant that has proved it, alone', async () => {
  const ask = (name: string) => api.ask('GET', `/admin/tenants/by-domain/${name}`);
  const prove = async (): Promise<void> => {
    const { value } = await add('alone.example');
    names.reply = () => [value];
    await api.ask('POST', `${domains()}/alone.example/verify`);
  };
  expect(await ask('alone.example')).toMatchObject({ status: 404 });
  await add('waits.example');
  await prove();
  for (const name of ['alone.example', 'Alone.Example', 'alone.example.'])
    expect(await ask(name)).toMatchObject({ status: 200, body: { id: tenant } });
  for (const name of ['waits.example', 'example', 'below.alone.example', '%00', 'x'.repeat(300)])
    expect(await ask(name)).toMatchObject({ status: 404 });
  tenant = (await api.ask('POST', '/admin/tenants', { name: 'Fabrikam' })).body.id ?? '';
  await prove();
  expect(await ask('alone.example')).toMatchObject({ status: 404 });
});
