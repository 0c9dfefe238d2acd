import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { eventually } from '../../../../test/support/eventually.js';
import { TestActivity, type StoredRequest } from './activity.fixture.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const WITHIN = { timeout: 20_000 };

const lines: string[] = [];
let activity: TestActivity;
beforeAll(async () => {
  activity = await TestActivity.start(undefined, undefined, (line) => void lines.push(line));
});
afterAll(() => activity.stop());

/** Whoever hangs up while what they asked for waits for the database. */
async function hangUp(path: string, body: object): Promise<void> {
  const { owner, service, first } = activity.api;
  const { hostname, port } = new URL(service.url);
  const text = JSON.stringify(body);
  await owner.query('begin');
  await owner.query('lock table users in exclusive mode');
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  const head = [`POST /scim/v2${path} HTTP/1.1`, `host: ${hostname}`, `authorization: Bearer ${first.token}`];
  const of = ['content-type: application/scim+json', `content-length: ${Buffer.byteLength(text)}`];
  socket.write(`${[...head, ...of].join('\r\n')}\r\n\r\n${text}`);
  await eventually('it waits', async () => {
    const { rowCount } = await owner.query(
      `select from pg_locks where not granted and relation = 'users'::regclass and database = (select oid from pg_database where datname = current_database())`,
    );
    return (rowCount ?? 0) > 0;
  });
  socket.destroy();
  // It is seen in an earlier turn than what is asked next.
  for (let turn = 0; turn < 3; turn += 1) await activity.api.ask('GET', '/ServiceProviderConfig');
  await owner.query('commit');
}

const rowsOf = async (userName: string): Promise<readonly StoredRequest[]> =>
  (await activity.owner.query<StoredRequest>('select * from requests where user_name = $1', [userName])).rows;

describe('a request whose client hangs up', () => {
  it('is in the activity as what was done for it', async () => {
    const userName = 'ada@contoso.test';
    await hangUp('/Users', { schemas: [USER], userName, active: true });
    const [row] = await eventually(
      'it is stored',
      async () => (await rowsOf(userName)).length > 0 && rowsOf(userName),
      WITHIN,
    );
    expect(row).toMatchObject({ method: 'POST', path: '/scim/v2/Users', status: 201, outcome: 'created', version: 1 });
  });

  it('is there with each operation of its bulk', async () => {
    const people = ['bea@contoso.test', 'cleo@contoso.test'];
    const Operations = people.map((userName, at) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `p${at}`,
      data: { schemas: [USER], userName, active: true },
    }));
    await hangUp('/Bulk', { schemas: [BULK], Operations });
    const found = async (): Promise<readonly StoredRequest[]> => (await Promise.all(people.map(rowsOf))).flat();
    const rows = await eventually('both are stored', async () => (await found()).length === 2 && found(), WITHIN);
    expect(rows).toMatchObject([
      { operation: 0, outcome: 'created' },
      { operation: 1, outcome: 'created' },
    ]);
  });

  it('has a line in the log', () => {
    const told = lines.map((line) => JSON.parse(line) as { msg?: string; route?: string; status?: number });
    const of = (route: string) => told.filter((line) => line.msg === 'request' && line.route === `/scim/v2/${route}`);
    expect([of('Users').map(({ status }) => status), of('Bulk').map(({ status }) => status)]).toEqual([[201], [200]]);
  });
});
