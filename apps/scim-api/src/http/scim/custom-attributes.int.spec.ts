import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CUSTOM_USER_URN } from '#scim';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';

let api: TestScimApi;
let as: TestConnection;
beforeAll(async () => {
  api = await TestScimApi.start();
  as = await api.addTenant();
  await define('Business Unit', { type: 'option' });
  await define('Salary', { type: 'number' });
  await define('Start Date', { type: 'date', description: 'The first day.' });
  await define('Mentor', { type: 'employee' });
}, 60_000);
afterAll(() => api.stop());

const admin = (method: string, path: string, body?: object): Promise<Answer> =>
  api.admin(method, `/tenants/${as.tenantId}/attributes${path}`, body);

const define = (name: string, body: object): Promise<Answer> => admin('PUT', `/${encodeURIComponent(name)}`, body);

/** In the process of the admin API a definition holds at once; in others as soon as a credential is looked up anew. */
async function schema(): Promise<object> {
  const { body } = await api.ask('GET', `/Schemas/${CUSTOM_USER_URN}`, { as });
  const attributes = (body.attributes ?? []) as { name: string; type: string }[];
  return Object.fromEntries(attributes.map(({ name, type }) => [name, type]));
}

const create = (userName: string, values: object): Promise<Answer> =>
  api.ask('POST', '/Users', { as, body: { userName, [CUSTOM_USER_URN]: values } });

describe('a company’s own attributes', () => {
  it('are defined by the operator, and shown in the company’s schema and in no other', async () => {
    expect((await admin('GET', '')).body).toMatchObject({
      items: [
        { name: 'Business Unit', type: 'option', description: '', retiredAt: null },
        { name: 'Salary', type: 'number' },
        { name: 'Start Date', type: 'date', description: 'The first day.' },
        { name: 'Mentor', type: 'employee' },
      ],
      next: null,
    });
    expect(await schema()).toEqual({
      'Business Unit': 'string',
      Salary: 'integer',
      'Start Date': 'dateTime',
      Mentor: 'string',
    });
    const open = await api.ask('GET', `/Schemas/${CUSTOM_USER_URN}`, { headers: { authorization: '' } });
    expect(open.status).not.toBe(200);
    expect((await api.ask('GET', `/Schemas/${CUSTOM_USER_URN}`)).body.attributes).toEqual([]);
    const { body } = await api.ask('GET', '/ResourceTypes/User', { as });
    expect(body.schemaExtensions).toContainEqual({ schema: CUSTOM_USER_URN, required: false });
  });

  it('are stored, answered, filtered, patched and published', async () => {
    const values = { 'Business Unit': 'North', Salary: 5, 'Start Date': '2026-01-31T00:00:00Z', Mentor: 'a@b.example' };
    const created = await create('zoe', values);
    expect(created).toMatchObject({ status: 201, body: { [CUSTOM_USER_URN]: values } });
    expect(created.body.schemas).toContain(CUSTOM_USER_URN);
    const id = String(created.body.id);
    expect((await api.eventsOf(id)).at(-1)?.data).toMatchObject({
      user: { [CUSTOM_USER_URN]: values },
      references: ['Mentor'],
    });
    const path = `${CUSTOM_USER_URN}:Business Unit`;
    const patched = await api.ask('PATCH', `/Users/${id}`, {
      as,
      body: { Operations: [{ op: 'Replace', path, value: 'South' }] },
    });
    expect(patched.body[CUSTOM_USER_URN]).toMatchObject({ 'Business Unit': 'South', Salary: 5 });
    const projected = await api.ask('GET', `/Users/${id}?attributes=${encodeURIComponent(path)}`, { as });
    expect(projected.body[CUSTOM_USER_URN]).toEqual({ 'Business Unit': 'South' });
  });

  it.each([
    [{ Salary: 1.5 }, 'Salary'],
    [{ Salary: 'much' }, 'Salary'],
    [{ 'Start Date': 'soon' }, 'Start Date'],
    [{ 'Business Unit': 'x'.repeat(257) }, 'Business Unit'],
  ])('refuse %j with the path', async (values, name) => {
    const { status, body } = await create('bad', values);
    expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidValue' });
    expect(body.detail).toContain(`${CUSTOM_USER_URN}:${name}`);
  });
});

describe('a definition', () => {
  it.each(['a.b', 'Salary eq', 'x'.repeat(65), '__proto__', 'a[b]'])('is refused under the name %s', async (name) => {
    expect(await define(name, { type: 'option' })).toMatchObject({ status: 400, body: { code: 'invalid-name' } });
  });

  it('is refused in another spelling, of another type, or of no tenant', async () => {
    const other = await define('business unit', { type: 'option' });
    expect(other).toMatchObject({ status: 409, body: { code: 'spelled-otherwise', spelling: 'Business Unit' } });
    expect(await define('New', { type: 'colour' })).toMatchObject({ status: 400, body: { member: 'type' } });
    expect(await admin('DELETE', '/Nothing')).toMatchObject({ status: 404 });
  });

  it('that is retired or changed loses no stored value', async () => {
    const created = await create('keeper', { 'Business Unit': '12', Salary: 7 });
    const id = String(created.body.id);
    expect(await admin('DELETE', '/Salary')).toMatchObject({ status: 204 });
    expect(await define('Business Unit', { type: 'number' })).toMatchObject({ status: 200 });
    expect(await schema()).toEqual({ 'Business Unit': 'integer', 'Start Date': 'dateTime', Mentor: 'string' });
    expect((await api.ask('GET', `/Users/${id}`, { as })).body[CUSTOM_USER_URN]).toEqual({ 'Business Unit': 12 });
    await api.ask('PUT', `/Users/${id}`, { as, body: { userName: 'keeper', title: 'Clerk' } });
    expect((await api.ask('GET', `/Users/${id}`, { as })).body).not.toHaveProperty([CUSTOM_USER_URN]);
    expect(await define('Salary', { type: 'number' })).toMatchObject({ status: 200, body: { retiredAt: null } });
    expect(await schema()).toEqual({
      'Business Unit': 'integer',
      Salary: 'integer',
      'Start Date': 'dateTime',
      Mentor: 'string',
    });
    expect((await api.ask('GET', `/Users/${id}`, { as })).body[CUSTOM_USER_URN]).toEqual({ Salary: 7 });
  }, 60_000);

  it('counts at most a hundred, however many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 120 }, (_, n) => define(`Extra ${n}`, { type: 'option' })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(96);
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({
      status: 409,
      body: { code: 'too-many-attributes' },
    });
  }, 30_000);
});

describe('a sensitive attribute', () => {
  it('is read in SCIM, and named in every event that has its value', async () => {
    as = await api.addTenant();
    await define('Business Unit', { type: 'option' });
    expect((await define('Iban', { type: 'option', sensitive: true })).body).toMatchObject({ sensitive: true });
    // Defined otherwise, it stays so.
    expect((await define('Iban', { type: 'option', description: 'Bank' })).body).toMatchObject({ sensitive: true });
    const { body } = await create('iban@contoso.test', { Iban: 'CH93', 'Business Unit': 'North' });
    expect(body[CUSTOM_USER_URN]).toEqual({ Iban: 'CH93', 'Business Unit': 'North' });
    const path = `${CUSTOM_USER_URN}:Iban`;
    const Operations = [{ op: 'replace', path, value: 'CH94' }];
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    await api.ask('PATCH', `/Users/${body.id}`, { as, body: { schemas, Operations } });
    await admin('DELETE', '/Iban');
    await api.ask('DELETE', `/Users/${body.id}`, { as });
    const events = await api.eventsOf(String(body.id));
    expect(events.map(({ data }) => data)).toMatchObject([
      { sensitive: ['Iban'] },
      { sensitive: ['Iban'], changes: [{ path, before: 'CH93', after: 'CH94' }] },
      { sensitive: ['Iban'] },
    ]);
    const other = await create('unit@contoso.test', { 'Business Unit': 'North' });
    expect((await api.eventsOf(String(other.body.id)))[0]?.data).not.toHaveProperty('sensitive');
  });
});
