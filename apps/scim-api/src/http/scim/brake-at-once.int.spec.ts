import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { bulk, idOf, patch, postUser, statuses } from './bulk.fixture.js';

const MOST = 5;
const OFF = { op: 'replace', path: 'active', value: false };

let api: TestScimApi;
let as: TestConnection;

beforeAll(async () => {
  api = await TestScimApi.start();
});

afterAll(() => api.stop());

/** The ids of a new company's people, of whom five may leave within an hour. */
async function company(): Promise<string[]> {
  as = await api.addTenant({ brake: { percent: 100, people: MOST, atLeast: 1, mode: 'refuse' } });
  const people = Array.from({ length: 20 }, (_none, at) => postUser(`p${at}`));
  return (await bulk(api, people, { as })).map(idOf);
}

const disable = async (id: string, at = api.service): Promise<string> =>
  String((await api.ask('PATCH', `/Users/${id}`, { as, at, body: patch('', OFF).data })).status);

/** What the database has of it: who left, their events, what the brake counted, and how often it engaged. */
async function kept(): Promise<Record<string, number>> {
  const { rows } = await api.owner.query<Record<string, number>>(
    `select (select count(*) from users where tenant_id = $1 and not active)::int as "left",
            (select count(*) from outbox where tenant_id = $1 and value like '%"active":false%')::int as "told",
            (select coalesce(sum(people), 0) from brake_minutes where connection_id = $2)::int as "counted",
            (select count(*) from outbox where tenant_id = $1 and value like '%brake.engage%')::int as "engaged"`,
    [as.tenantId, as.connectionId],
  );
  return rows[0] ?? {};
}

describe.each([
  { people: MOST, refused: 0 },
  { people: MOST + 1, refused: 1 },
])('$people people who leave at once, where five may', ({ people, refused }) => {
  const expectFive = async (answers: readonly string[]): Promise<void> => {
    const sorted = [...answers].sort();
    expect(sorted).toEqual([...Array<string>(MOST).fill('200'), ...Array<string>(refused).fill('409')]);
    expect(await kept()).toEqual({ left: MOST, told: MOST, counted: MOST, engaged: refused });
  };

  it('are five in two processes', async () => {
    const ids = (await company()).slice(0, people);
    const replica = await api.replica();
    try {
      await expectFive(await Promise.all(ids.map((id, at) => disable(id, at % 2 === 0 ? api.service : replica))));
    } finally {
      await replica.stop();
    }
  });

  it('are five in one process', async () => {
    const ids = (await company()).slice(0, people);
    await expectFive(await Promise.all(ids.map((id) => disable(id))));
  });

  it('are five in one Bulk, which is one transaction', async () => {
    const ids = (await company()).slice(0, people);
    await expectFive(
      statuses(
        await bulk(
          api,
          ids.map((id) => patch(`/Users/${id}`, OFF)),
          { as },
        ),
      ),
    );
    const { rows } = await api.owner.query(
      `select distinct xmin::text from outbox where tenant_id = $1 and value like '%"active":false%'`,
      [as.tenantId],
    );
    expect(rows).toHaveLength(1);
  });

  it('are five in a Bulk to each of two processes', async () => {
    const ids = (await company()).slice(0, people);
    const replica = await api.replica();
    const half = (from: number, to: number, at: { readonly url: string }) =>
      api.ask('POST', '/Bulk', {
        as,
        at: at,
        body: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
          Operations: ids.slice(from, to).map((id) => patch(`/Users/${id}`, OFF)),
        },
      });
    try {
      const both = await Promise.all([half(0, 3, api.service), half(3, people, replica)]);
      await expectFive(both.flatMap(({ body }) => statuses(body.Operations ?? [])));
    } finally {
      await replica.stop();
    }
  });
});
