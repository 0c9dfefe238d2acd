import type { TestConnection, TestScimApi } from '../../scim-api.fixture.js';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A shadow of the tenant of `live`, with a token of its own. */
export async function addShadow(api: TestScimApi, live: TestConnection): Promise<TestConnection> {
  const { tenantId } = live;
  const made = await api.act('POST', `/tenants/${tenantId}/connections`, {
    name: 'Rehearsal',
    shadow: true,
    brake: null,
  });
  const connectionId = String(made.id);
  const issued = await api.act('POST', `/tenants/${tenantId}/connections/${connectionId}/credentials`, {});
  return { tenantId, connectionId, credentialId: String(issued.id), token: String(issued.token) };
}

export const patching = (...Operations: object[]) => ({ schemas: [PATCH_OP], Operations });
export const setting = (path: string, value: unknown) => patching({ op: 'replace', path, value });

/** What a company has, and the ids of it. */
export interface Company {
  readonly live: TestConnection;
  readonly shadow: TestConnection;
  /** By their names. */
  readonly people: Readonly<Record<'ada' | 'ben' | 'cem' | 'dora', string>>;
  /** Of ada and ben; of cem. */
  readonly groups: Readonly<Record<'all' | 'few', string>>;
}

export async function company(api: TestScimApi): Promise<Company> {
  const live = await api.addTenant();
  const people = { ada: '', ben: '', cem: '', dora: '' };
  for (const name of ['ada', 'ben', 'cem', 'dora'] as const) {
    const emails = [
      { value: `${name}@contoso.example`, type: 'work' },
      { value: `${name}@home.example`, type: 'home' },
    ];
    const body = {
      schemas: [USER],
      userName: `${name}@contoso.example`,
      displayName: `The ${name}`,
      active: true,
      emails,
    };
    people[name] = String((await api.ask('POST', '/Users', { as: live, body })).body.id);
  }
  const group = async (displayName: string, ...members: string[]): Promise<string> => {
    const body = { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) };
    return String((await api.ask('POST', '/Groups', { as: live, body })).body.id);
  };
  const groups = { all: await group('All', people.ada, people.ben), few: await group('Few', people.cem) };
  return { live, shadow: await addShadow(api, live), people, groups };
}

const REAL = ['users', 'user_emails', 'groups', 'group_members'];

/** All that the tables of a tenant's resources have, as one text. */
export async function realRows(api: TestScimApi, tenantId: string): Promise<string> {
  const texts: string[] = [];
  for (const table of REAL) {
    const { rows } = await api.owner.query<{ all: string | null }>(
      `select string_agg(t::text, chr(10) order by t::text) as all from ${table} t where tenant_id = $1`,
      [tenantId],
    );
    texts.push(`${table}\n${rows[0]?.all ?? ''}`);
  }
  return texts.join('\n');
}

/** How many records of the outbox a tenant has, by their topics. */
export async function recordsByTopic(api: TestScimApi, tenantId: string): Promise<Record<string, number>> {
  const { rows } = await api.owner.query<{ topic: string; count: number }>(
    'select topic, count(*)::int as count from outbox where tenant_id = $1 group by topic',
    [tenantId],
  );
  return Object.fromEntries(rows.map(({ topic, count }) => [topic, count]));
}
