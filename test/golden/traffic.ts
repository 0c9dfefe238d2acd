import { randomBytes } from 'node:crypto';
import type { EventType } from '#contracts';
import { eventually } from '../support/eventually.js';
import type { TestTenant, World } from '../support/world.js';

/** Which event of the traffic is kept under which name. */
export interface Kept {
  readonly name: string;
  readonly type: EventType;
  /** The resource; null for what is about none. */
  readonly subject: string | null;
  /** null: the last of them. */
  readonly version: number | null;
}

export interface Traffic {
  readonly tenantId: string;
  /** Ids that keep their places in the files: what each stands for, and the id. */
  readonly ids: readonly (readonly [stand: string, id: string])[];
  readonly kept: readonly Kept[];
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CUSTOM = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
/** A connection's refusals of a minute that are listed one by one; the next are counted. */
const LISTED = 100;
const COUNTED = 5;

/**
 * What a company's first day brings, over HTTP: a tenant, a person who joins, moves, leaves, comes back and is deleted, a
 * group, a refusal, and so many refusals that they are counted. Stops and starts scim-api, which then writes the count.
 */
export async function runTraffic(world: World): Promise<Traffic> {
  const tenant = await world.openTenant('contoso');
  const client = new Client(world, tenant);
  await client.define('Mentor', 'employee');
  await client.define('Seniority', 'number');
  const kim = await client.create('Users', { schemas: [CORE_USER], userName: 'kim.chief@contoso.example' });
  const zoe = await client.create('Users', person());
  await client.patch(`Users/${zoe}`, [
    { op: 'Add', path: 'title', value: 'Ingenieurin "Antrieb" 東京 🚆' },
    { op: 'Add', path: `${ENTERPRISE}:manager`, value: kim },
  ]);
  await client.patch(`Users/${zoe}`, [{ op: 'Replace', path: 'active', value: 'False' }]);
  await client.patch(`Users/${zoe}`, [{ op: 'Replace', path: 'active', value: 'True' }]);
  const group = await client.create('Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    externalId: 'g-1',
    displayName: 'Forschung & Entwicklung',
    members: [{ value: zoe }],
  });
  await client.patch(`Groups/${group}`, [
    { op: 'Add', path: 'members', value: [{ value: kim }] },
    { op: 'Remove', path: `members[value eq "${zoe}"]` },
  ]);
  await client.send('DELETE', `Groups/${group}`, [204]);
  for (let n = 0; n < LISTED + COUNTED; n++) await client.send('POST', 'Users', [409], person());
  await client.send('DELETE', `Users/${zoe}`, [204]);
  const reader = await client.revokeReader();
  const ending = await client.issueCredential({
    name: 'Entra',
    expiresAt: new Date(Date.now() + SIX_DAYS).toISOString(),
  });
  const dead = await client.useRevoked();
  await world.constellation.process('scim-api').stop();
  await world.constellation.process('scim-api').start();
  return {
    tenantId: tenant.id,
    ids: [
      ['tenant', tenant.id],
      ['connection', tenant.connectionId],
      ['user', zoe],
      ['manager', kim],
      ['group', group],
      ['sent', EXTERNAL_ID],
    ],
    kept: [
      { name: 'TenantChanged.v1', type: 'rollcall.TenantChanged', subject: tenant.id, version: null },
      { name: 'AdminActed.v1.reader-revoked', type: 'rollcall.AdminActed', subject: reader, version: null },
      { name: 'UserProvisioned.v1.created', type: 'rollcall.UserProvisioned', subject: zoe, version: 1 },
      { name: 'UserUpdated.v1', type: 'rollcall.UserUpdated', subject: zoe, version: 2 },
      { name: 'UserDeprovisioned.v1.disabled', type: 'rollcall.UserDeprovisioned', subject: zoe, version: 3 },
      { name: 'UserProvisioned.v1.reactivated', type: 'rollcall.UserProvisioned', subject: zoe, version: 4 },
      { name: 'GroupProvisioned.v1', type: 'rollcall.GroupProvisioned', subject: group, version: 1 },
      { name: 'GroupUpdated.v1', type: 'rollcall.GroupUpdated', subject: group, version: 2 },
      { name: 'GroupDeprovisioned.v1', type: 'rollcall.GroupDeprovisioned', subject: group, version: 3 },
      { name: 'WriteRefused.v1', type: 'rollcall.WriteRefused', subject: null, version: null },
      { name: 'UserDeprovisioned.v1.deleted', type: 'rollcall.UserDeprovisioned', subject: zoe, version: 5 },
      { name: 'RefusalsSuppressed.v1', type: 'rollcall.RefusalsSuppressed', subject: null, version: null },
      { name: 'CredentialExpiring.v1', type: 'rollcall.CredentialExpiring', subject: ending.id, version: null },
      { name: 'DeadCredentialUsed.v1', type: 'rollcall.DeadCredentialUsed', subject: dead, version: null },
    ],
  };
}

export function endOf(tenantId: string): Kept {
  return { name: 'TenantEnded.v1', type: 'rollcall.TenantEnded', subject: tenantId, version: null };
}

/** The last of it: the company leaves. */
export async function endTenant({ constellation }: World, tenantId: string): Promise<void> {
  const headers = { authorization: `Bearer ${constellation.operatorToken}`, 'content-type': 'application/json' };
  const reason = 'The contract ended.';
  for (const [path, body] of [
    ['suspend', { reason }],
    ['end', { name: 'contoso', reason }],
  ] as const) {
    const url = `${constellation.internalUrl('scim-api')}/admin/tenants/${tenantId}/${path}`;
    const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (status >= 300) throw new Error(`${path} was answered ${status}`);
  }
}

/** Settings of a world in which tenants end at once. */
export const ENDING = { TENANT_END_AFTER_MS: '1000', ERASE_EVERY_MS: '200' } as const;

const SIX_DAYS = 6 * 86_400_000;
const EXTERNAL_ID = '7f2b1c9e-33aa-4d1e-9f38-2f6a1c1b8e11';
const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

function person(): object {
  return {
    schemas: [CORE_USER, ENTERPRISE, CUSTOM],
    externalId: EXTERNAL_ID,
    userName: 'zoë.müller@contoso.example',
    name: { formatted: 'Zoë Müller', familyName: 'Müller', givenName: 'Zoë' },
    displayName: 'Zoë Müller',
    preferredLanguage: 'de-CH',
    active: true,
    emails: [{ value: 'zoë.müller@contoso.example', type: 'work', primary: true }],
    phoneNumbers: [{ value: '+49 30 123456', type: 'work' }],
    addresses: [{ type: 'work', streetAddress: 'Gleis 9¾', locality: 'Zürich', country: 'CH' }],
    [ENTERPRISE]: { employeeNumber: '4711', department: 'Research' },
    [CUSTOM]: { Mentor: 'kim.chief@contoso.example', Seniority: 3 },
  };
}

/** One request after the other, each in a millisecond of its own and in a trace that is recorded. */
class Client {
  readonly #world: World;
  readonly #tenant: TestTenant;

  constructor(world: World, tenant: TestTenant) {
    this.#world = world;
    this.#tenant = tenant;
  }

  async create(endpoint: string, body: object): Promise<string> {
    const { id } = (await this.send('POST', endpoint, [201], body)) as { id: string };
    return id;
  }

  async patch(path: string, operations: readonly object[]): Promise<void> {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    await this.send('PATCH', path, [200, 204], { schemas, Operations: operations });
  }

  async send(method: string, path: string, statuses: readonly number[], body?: object): Promise<unknown> {
    const { url, token } = this.#tenant.scim;
    await this.#nextMillisecond();
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/scim+json',
      traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
    };
    const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await fetch(`${url}/${path}`, request);
    const text = await answer.text();
    if (!statuses.includes(answer.status)) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  }

  async define(name: string, type: 'employee' | 'number'): Promise<void> {
    const { constellation } = this.#world;
    const path = `/admin/tenants/${this.#tenant.id}/attributes/${name}`;
    const headers = { authorization: `Bearer ${constellation.operatorToken}`, 'content-type': 'application/json' };
    const request = { method: 'PUT', headers, body: JSON.stringify({ type }) };
    const { status } = await fetch(constellation.internalUrl('scim-api') + path, request);
    if (status !== 200) throw new Error(`defining ${name} answered ${status}`);
  }

  /** Makes a reader and takes it away again. */
  async revokeReader(): Promise<string> {
    const { constellation } = this.#world;
    const url = `${constellation.internalUrl('scim-api')}/admin/tenants/${this.#tenant.id}/readers`;
    const headers = {
      authorization: `Bearer ${constellation.operatorToken}`,
      'content-type': 'application/json',
      traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
    };
    const body = JSON.stringify({ name: 'Dashboards', audiences: ['directory'] });
    const made = await fetch(url, { method: 'POST', headers, body });
    const { clientId } = (await made.json()) as { clientId: string };
    await this.#nextMillisecond();
    const { 'content-type': _none, ...bare } = headers;
    const gone = await fetch(`${url}/${clientId}?reason=The%20laptop%20was%20lost.`, {
      method: 'DELETE',
      headers: bare,
    });
    if (gone.status !== 204) throw new Error(`revoking a reader answered ${gone.status}`);
    return clientId;
  }

  async issueCredential(body: object): Promise<{ readonly id: string; readonly token: string }> {
    const response = await fetch(this.#credentials, {
      method: 'POST',
      headers: { ...this.#operator, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status !== 201) throw new Error(`issuing a credential answered ${response.status}`);
    return (await response.json()) as { id: string; token: string };
  }

  /** Sends a credential that has never been good for anything, after it was revoked. */
  async useRevoked(): Promise<string> {
    const { id, token } = await this.issueCredential({ name: 'Entra, of the pilot' });
    await this.#nextMillisecond();
    const gone = await fetch(`${this.#credentials}/${id}`, { method: 'DELETE', headers: this.#operator });
    if (gone.status !== 204) throw new Error(`revoking a credential answered ${gone.status}`);
    await this.#nextMillisecond();
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await fetch(`${this.#tenant.scim.url}/Users?count=0`, { headers });
    if (status !== 401) throw new Error(`a revoked credential was answered ${status}`);
    await this.#nextMillisecond();
    return id;
  }

  get #credentials(): string {
    const { id, connectionId } = this.#tenant;
    const path = `/admin/tenants/${id}/connections/${connectionId}/credentials`;
    return this.#world.constellation.internalUrl('scim-api') + path;
  }

  get #operator(): Record<string, string> {
    return { authorization: `Bearer ${this.#world.constellation.operatorToken}` };
  }

  /** Two decisions of the same millisecond would be one instant in the files, and two in the next recording. */
  async #nextMillisecond(): Promise<void> {
    const now = Date.now();
    await eventually('the millisecond is over', () => Date.now() > now, { timeout: 1_000, every: 1 });
  }
}
