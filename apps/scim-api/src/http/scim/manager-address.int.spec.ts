import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi } from '../../scim-api.fixture.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let api: TestScimApi;
beforeAll(async () => {
  api = await TestScimApi.start();
}, 60_000);
afterAll(() => api.stop());

let count = 0;
const newName = (): string => `managed-${(count += 1)}@x.example`;
const created = async (body: object = {}): Promise<Record<string, never>> =>
  (await api.ask('POST', '/Users', { body: { userName: newName(), ...body } })).body;
const patch = (id: string, ...Operations: object[]) => api.ask('PATCH', `/Users/${id}`, { body: { Operations } });

describe('the address of a manager', () => {
  /** By each way to see the user. */
  const shown = async (id: unknown): Promise<readonly unknown[]> => {
    const path = `/Users/${String(id)}`;
    const list = await api.ask('GET', `/Users?filter=${encodeURIComponent(`id eq "${String(id)}"`)}`);
    const [listed]: Record<string, never>[] = list.body.Resources ?? [];
    const answers = [
      await api.ask('GET', path),
      await api.ask('GET', `${path}?attributes=${ENTERPRISE}:manager.value,${ENTERPRISE}:manager.$ref`),
      await patch(String(id), { op: 'replace', path: 'title', value: newName() }),
    ];
    return [listed, ...answers.map(({ body }) => body)].map((user) => user?.[ENTERPRISE]);
  };
  const everywhere = (manager: object): readonly unknown[] => [{ manager }, { manager }, { manager }, { manager }];

  it.each(['boss@example.com', '7', '00000000-0000-7000-8000-000000000000'])(
    'is not shown of nobody: %s',
    async (value) => {
      const body = await created({ [ENTERPRISE]: { manager: { value } } });
      expect(body[ENTERPRISE]).toEqual({ manager: { value } });
      expect(await shown(body.id)).toEqual(everywhere({ value }));
    },
  );

  it('is shown as long as the user exists', async () => {
    const { id: value } = await created();
    const body = await created({ [ENTERPRISE]: { manager: { value } } });
    const $ref = `https://rollcall.test/scim/v2/Users/${String(value)}`;
    expect(await shown(body.id)).toEqual(everywhere({ value, $ref }));
    expect((await api.ask('DELETE', `/Users/${String(value)}`)).status).toBe(204);
    expect(await shown(body.id)).toEqual(everywhere({ value }));
  });
});
