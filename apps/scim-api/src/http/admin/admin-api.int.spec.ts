import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAdminApi, type AdminApi } from './admin-api.fixture.js';

let api: AdminApi;
beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

async function newTenant(name = 'Contoso'): Promise<string> {
  return (await api.ask('POST', '/admin/tenants', { name })).body.id ?? '';
}

async function newConnection(tenant: string): Promise<string> {
  const { body } = await api.ask('POST', `/admin/tenants/${tenant}/connections`, { name: 'Entra' });
  return `/admin/tenants/${tenant}/connections/${body.id}`;
}

async function outboxOf(tenant: string): Promise<{ resource_version: number; value: string; headers: string }[]> {
  const statement = 'select resource_version, value, headers from outbox where resource_id = $1 order by id';
  return (await api.owner.query(statement, [tenant])).rows;
}

/** The events of its settings: they have versions, and acts have none. */
async function announcedOf(tenant: string): ReturnType<typeof outboxOf> {
  return (await outboxOf(tenant)).filter(({ resource_version: version }) => version !== null);
}

describe('the operator', () => {
  it.each([{ authorization: '' }, { authorization: 'Bearer wrong' }, { authorization: 'Basic b3A6b3A=' }])(
    'is the only one who gets in: %j',
    async (headers) => {
      const answer = await api.ask('GET', '/admin/tenants', undefined, headers);
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    },
  );
});

describe('a tenant', () => {
  it('is created with its event in one transaction', async () => {
    const before = api.rings();
    const input = { name: 'Fabrikam', notificationAddress: 'it@fabrikam.example' };
    const created = await api.ask('POST', '/admin/tenants', input);
    expect(created).toMatchObject({ status: 201, body: { ...input, version: 1 } });
    const [event, ...others] = await outboxOf(created.body.id ?? '');
    expect(others.map(({ value }) => JSON.parse(value) as object)).toEqual([
      expect.objectContaining({
        act: 'tenants.create',
        changes: [
          { path: 'name', before: null, after: 'Fabrikam' },
          { path: 'slug', before: null, after: 'fabrikam' },
          { path: 'notificationAddress', before: null, after: 'it@fabrikam.example' },
          { path: 'unknownAttributes', before: null, after: 'ignore' },
          { path: 'timeZone', before: null, after: 'UTC' },
        ],
      }),
    ]);
    expect(JSON.parse(event?.value ?? '')).toEqual({ ...input, domains: [], timeZone: 'UTC' });
    expect(event?.resource_version).toBe(1);
    expect(JSON.stringify(event?.headers)).toContain(created.headers.get('x-request-id'));
    expect(api.rings()).toBe(before + 1);
  });

  it('is called by its name in addresses, alone, and stays so when it is renamed', async () => {
    const make = async (body: object) => api.ask('POST', '/admin/tenants', body);
    const [first, second] = [await make({ name: 'Müller & Co.' }), await make({ name: 'muller co' })];
    expect([first.body.slug, second.body.slug]).toEqual(['muller-co', 'muller-co-2']);
    const renamed = await api.ask('PATCH', `/admin/tenants/${first.body.id}`, { name: 'Meier' });
    expect(renamed.body).toMatchObject({ name: 'Meier', slug: 'muller-co', version: 2 });
    expect((await api.ask('GET', '/admin/tenants/by-slug/muller-co')).body).toEqual(renamed.body);
    for (const slug of ['meier', 'Muller-Co', '-', '%00', 'x'.repeat(49)])
      expect(await api.ask('GET', `/admin/tenants/by-slug/${slug}`)).toMatchObject({ status: 404 });
  });

  it('is called what is given, unless that is another tenant’s', async () => {
    const given = await api.ask('POST', '/admin/tenants', { name: 'Wingtip', slug: 'wt' });
    expect(given).toMatchObject({ status: 201, body: { slug: 'wt' } });
    const taken = { status: 409, body: { code: 'slug-taken', member: 'slug' } };
    expect(await api.ask('POST', '/admin/tenants', { name: 'Other', slug: 'wt' })).toMatchObject(taken);
    const other = `/admin/tenants/${await newTenant('Woodgrove')}`;
    expect(await api.ask('PATCH', other, { slug: 'wt' })).toMatchObject(taken);
    expect((await api.ask('PATCH', other, { slug: 'woodgrove' })).body).toMatchObject({ version: 1 });
    expect((await api.ask('PATCH', other, { slug: 'grove' })).body).toMatchObject({ slug: 'grove', version: 2 });
    for (const slug of ['', 'Grove', 'a--b', '-a', 'a-', 'ä', 'x'.repeat(49)])
      expect(await api.ask('PATCH', other, { slug })).toMatchObject({ status: 400, body: { member: 'slug' } });
    const acts = (await outboxOf(other.slice(-36))).map(({ value }) => JSON.parse(value) as { changes?: object[] });
    expect(acts.at(-1)?.changes).toEqual([{ path: 'slug', before: 'woodgrove', after: 'grove' }]);
  });

  it('is made beside namesakes at once, each with a slug of its own', async () => {
    const made = await Promise.all(
      Array.from({ length: 6 }, () => api.ask('POST', '/admin/tenants', { name: 'Twin' })),
    );
    const slugs = made.map(({ body }) => body.slug).toSorted();
    expect(slugs).toEqual(['twin', 'twin-2', 'twin-3', 'twin-4', 'twin-5', 'twin-6']);
  });

  it('counts its changes, and none that changes nothing', async () => {
    const id = await newTenant();
    const patch = { notificationAddress: 'it@contoso.example' };
    expect(await api.ask('PATCH', `/admin/tenants/${id}`, patch)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await api.ask('PATCH', `/admin/tenants/${id}`, patch)).toMatchObject({ status: 200, body: { version: 2 } });
    const removed = await api.ask('PATCH', `/admin/tenants/${id}`, { notificationAddress: null });
    expect(removed.body).toMatchObject({ version: 3, notificationAddress: null });
    expect((await outboxOf(id)).map((row) => row.resource_version)).toEqual([1, null, 2, null, 3, null]);
    expect((await api.ask('GET', `/admin/tenants/${id}`)).body).toEqual(removed.body);
  });

  it('tells what its connections are called, when one is made or renamed and only then', async () => {
    const id = await newTenant();
    const entra = await newConnection(id);
    const okta = await api.ask('POST', `/admin/tenants/${id}/connections`, { name: 'Okta' });
    await api.ask('PATCH', entra, { tolerance: 'strict' });
    await api.ask('PATCH', entra, { name: 'Entra' });
    const rings = api.rings();
    const renamed = await api.ask('PATCH', entra, { name: 'Entra ID' });
    expect(api.rings()).toBe(rings + 1);

    const events = (await announcedOf(id)).map(({ resource_version: version, value, headers }) => ({
      version,
      names: (JSON.parse(value) as { connections?: { name: string }[] }).connections?.map(({ name }) => name),
      headers,
    }));
    expect(events.map(({ version, names }) => [version, names])).toEqual([
      [1, undefined],
      [2, ['Entra']],
      [3, ['Entra', 'Okta']],
      [4, ['Entra ID', 'Okta']],
    ]);
    expect(JSON.parse((await announcedOf(id)).at(-1)?.value ?? '')).toMatchObject({
      connections: [{ id: renamed.body.id }, { id: okta.body.id }],
    });
    expect(events.at(-1)?.headers).toContain(renamed.headers.get('x-request-id'));
    expect((await api.ask('GET', `/admin/tenants/${id}`)).body).toMatchObject({ version: 4 });
  });

  it('names its connections whatever of it changes, and counts without gaps when all change at once', async () => {
    const id = await newTenant();
    const connection = await newConnection(id);
    await Promise.all([
      ...Array.from({ length: 4 }, (_, n) => api.ask('PATCH', `/admin/tenants/${id}`, { name: `name ${n}` })),
      ...Array.from({ length: 4 }, (_, n) => api.ask('PATCH', connection, { name: `connection ${n}` })),
      ...Array.from({ length: 4 }, () => newConnection(id)),
    ]);
    const rows = await announcedOf(id);
    expect(rows.map((row) => row.resource_version)).toEqual(Array.from({ length: 14 }, (_, n) => n + 1));
    expect((JSON.parse(rows.at(-1)?.value ?? '') as { connections: unknown[] }).connections).toHaveLength(5);
    expect(await api.ask('POST', `/admin/tenants/${connection.slice(-36)}/connections`, { name: 'x' })).toMatchObject({
      status: 404,
    });
  });

  it('says what becomes of attributes that nobody knows', async () => {
    const id = await newTenant();
    expect((await api.ask('GET', `/admin/tenants/${id}`)).body.unknownAttributes).toBe('ignore');
    const patch = { unknownAttributes: 'refuse' };
    expect(await api.ask('PATCH', `/admin/tenants/${id}`, patch)).toMatchObject({ body: { ...patch, version: 2 } });
    expect((await api.ask('GET', `/admin/tenants/${id}`)).body).toMatchObject(patch);
  });

  it('says where its days end, in its event, too, and takes the names of IANA alone', async () => {
    const id = await newTenant();
    const path = `/admin/tenants/${id}`;
    expect((await api.ask('GET', path)).body.timeZone).toBe('UTC');
    const changed = await api.ask('PATCH', path, { timeZone: 'europe/berlin', reason: 'The head office moved.' });
    expect(changed).toMatchObject({ status: 200, body: { timeZone: 'Europe/Berlin', version: 2 } });
    expect((await api.ask('PATCH', path, { timeZone: 'Europe/Berlin' })).body.version).toBe(2);
    for (const timeZone of ['Mars/Olympus', '+01:00', 'Europe/Berlin\n']) {
      const refused = await api.ask('PATCH', path, { timeZone });
      expect(refused).toMatchObject({ status: 400, body: { code: 'invalid-body', member: 'timeZone' } });
      expect(refused.body.detail).toContain('Europe/Berlin');
    }
    const told = (await outboxOf(id)).map(({ value }) => JSON.parse(value) as object);
    expect(told.slice(-2)).toEqual([
      expect.objectContaining({ timeZone: 'Europe/Berlin' }),
      expect.objectContaining({
        act: 'tenants.change',
        reason: 'The head office moved.',
        changes: [{ path: 'timeZone', before: 'UTC', after: 'Europe/Berlin' }],
      }),
    ]);
  });

  it('counts without gaps when two change it at once', async () => {
    const id = await newTenant();
    const names = Array.from({ length: 8 }, (_, index) => `name ${index}`);
    await Promise.all(names.map((name) => api.ask('PATCH', `/admin/tenants/${id}`, { name })));
    expect((await announcedOf(id)).map((row) => row.resource_version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'x', notificationAddress: 'a@b\r\nBcc: c@d' }, 'notificationAddress'],
    [{ name: 'a\0' }, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x', notificationAddress: 'a\0@b' }, 'notificationAddress'],
    [{ name: 'x', colour: 'red' }, 'colour'],
  ])('is refused when its body is wrong: %j', async (body, member) => {
    expect(await api.ask('POST', '/admin/tenants', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid-body', member },
    });
  });

  it('is not found in the same words, whether its id is unknown or none', async () => {
    const unknown = await api.ask('GET', '/admin/tenants/0198c0de-0000-7000-8000-000000000001');
    const none = await api.ask('GET', '/admin/tenants/none');
    expect(unknown).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect({ ...none.body, requestId: 0 }).toEqual({ ...unknown.body, requestId: 0 });
  });

  it.each(['connections', 'readers', 'grants', 'domains', 'attributes'])(
    'that nobody knows has no list of %s, not an empty one',
    async (list) => {
      const path = `/admin/tenants/0198c0de-0000-7000-8000-000000000001/${list}`;
      expect(await api.ask('GET', path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    },
  );

  it('is listed page by page, each once', async () => {
    const ids = [await newTenant('a'), await newTenant('b'), await newTenant('c')];
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await api.ask('GET', `/admin/tenants?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const { items, next } = page.body as unknown as { items: { id: string }[]; next: string | null };
      seen.push(...items.map((item) => item.id));
      cursor = next;
    }
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
    expect(new Set(seen).size).toBe(seen.length);
    expect(await api.ask('GET', '/admin/tenants?cursor=bm8')).toMatchObject({
      status: 400,
      body: { code: 'invalid-cursor' },
    });
  });
});

describe('a connection', () => {
  it('begins with the settings that suit Entra', async () => {
    const { body } = await api.ask('GET', await newConnection(await newTenant()));
    expect(body).toMatchObject({
      tolerance: 'tolerant',
      inactiveDuplicate: 'conflict',
      rateLimit: { perSecond: 50, burst: 500 },
      methods: { token: true, clientSecret: true, federated: false, entraToken: false },
      tokenUrl: 'https://rollcall.test/oauth/token',
    });
    expect(body.clientId).toBe(body.id);
  });

  it('keeps the settings that a change does not name', async () => {
    const connection = await newConnection(await newTenant());
    const steps = [
      { inactiveDuplicate: 'reactivate' },
      { rateLimit: { perSecond: 5, burst: 5 } },
      { tolerance: 'strict', name: 'Okta' },
      { rateLimit: null },
    ];
    for (const body of steps) {
      expect(await api.ask('PATCH', connection, body)).toMatchObject({ status: 200, body });
    }
    expect((await api.ask('GET', connection)).body).toMatchObject({
      name: 'Okta',
      tolerance: 'strict',
      inactiveDuplicate: 'reactivate',
      rateLimit: null,
    });
  });

  it.each([
    [{}, 'body'],
    [{ tolerance: 'lax' }, 'tolerance'],
    [{ inactiveDuplicate: null }, 'inactiveDuplicate'],
    [{ rateLimit: { perSecond: 10, burst: 9 } }, 'rateLimit'],
    [{ rateLimit: { perSecond: 0, burst: 9 } }, 'rateLimit.perSecond'],
    [{ rateLimit: { perSecond: 1 } }, 'rateLimit.burst'],
    [{ colour: 'red' }, 'colour'],
  ])('is not changed by %j', async (patch, member) => {
    const connection = await newConnection(await newTenant());
    const answer = await api.ask('PATCH', connection, patch);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-body' } });
    expect(String(answer.body.member).split('.')[0]).toBe(member.split('.')[0]);
  });

  it('of another tenant is not there', async () => {
    const connection = await newConnection(await newTenant());
    const foreign = connection.replace(/tenants\/[^/]+/, `tenants/${await newTenant('other')}`);
    expect((await api.ask('GET', foreign)).status).toBe(404);
    expect((await api.ask('PATCH', foreign, { tolerance: 'strict' })).status).toBe(404);
  });
});

describe('the OpenAPI document', () => {
  it('describes every route with its answers', async () => {
    const { body } = await api.ask('GET', '/openapi.json', undefined, { authorization: '' });
    const document = body as unknown as {
      openapi: string;
      paths: Record<string, Record<string, { responses: object }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/.well-known/jwks.json',
      '/admin/access',
      '/admin/grants',
      '/admin/tenants',
      '/admin/tenants/by-domain/{name}',
      '/admin/tenants/by-slug/{slug}',
      '/admin/tenants/{tenantId}',
      '/admin/tenants/{tenantId}/attributes',
      '/admin/tenants/{tenantId}/attributes/{name}',
      '/admin/tenants/{tenantId}/connections',
      '/admin/tenants/{tenantId}/connections/{connectionId}',
      '/admin/tenants/{tenantId}/connections/{connectionId}/brake',
      '/admin/tenants/{tenantId}/connections/{connectionId}/brake/release',
      '/admin/tenants/{tenantId}/connections/{connectionId}/brake/uphold',
      '/admin/tenants/{tenantId}/connections/{connectionId}/credentials',
      '/admin/tenants/{tenantId}/connections/{connectionId}/credentials/{credentialId}',
      '/admin/tenants/{tenantId}/connections/{connectionId}/decisions',
      '/admin/tenants/{tenantId}/connections/{connectionId}/health',
      '/admin/tenants/{tenantId}/connections/{connectionId}/pause',
      '/admin/tenants/{tenantId}/connections/{connectionId}/resume',
      '/admin/tenants/{tenantId}/connections/{connectionId}/shadow',
      '/admin/tenants/{tenantId}/connections/{connectionId}/shadow/decide',
      '/admin/tenants/{tenantId}/connections/{connectionId}/shadow/go-live',
      '/admin/tenants/{tenantId}/connections/{connectionId}/shadow/items',
      '/admin/tenants/{tenantId}/connections/{connectionId}/shadow/undecided',
      '/admin/tenants/{tenantId}/domains',
      '/admin/tenants/{tenantId}/domains/{name}',
      '/admin/tenants/{tenantId}/domains/{name}/verify',
      '/admin/tenants/{tenantId}/end',
      '/admin/tenants/{tenantId}/export',
      '/admin/tenants/{tenantId}/grants',
      '/admin/tenants/{tenantId}/grants/{grantId}',
      '/admin/tenants/{tenantId}/readers',
      '/admin/tenants/{tenantId}/readers/{clientId}',
      '/admin/tenants/{tenantId}/resume',
      '/admin/tenants/{tenantId}/suspend',
      '/admin/unknown-clients',
      '/oauth/token',
    ]);
    const created = document.paths['/admin/tenants']?.post?.responses;
    expect(JSON.stringify(created)).toContain('it-operations@contoso.example');
    expect(Object.keys(created ?? {})).toEqual(['201', '400', '401', '403', '409']);
  });
});
