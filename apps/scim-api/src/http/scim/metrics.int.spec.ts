import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordTelemetry } from '../../../../../test/support/record-telemetry.js';
import type { TestScimApi } from '../../scim-api.fixture.js';

let api: TestScimApi;

beforeAll(async () => {
  recordTelemetry('scim-api-test');
  // Instruments that are made before telemetry is registered measure nothing.
  const { TestScimApi: Fixture } = await import('../../scim-api.fixture.js');
  api = await Fixture.start();
}, 60_000);

afterAll(() => api.stop());

async function metrics(): Promise<string> {
  return (await fetch(`${api.service.internalUrl}/metrics`)).text();
}

describe('the metrics', () => {
  it('count attributes in none of the schemas by what became of them, without their names', async () => {
    const keeping = await api.addTenant({ unknownAttributes: 'keep' });
    const refusing = await api.addTenant({ unknownAttributes: 'refuse' });
    const urn = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
    await api.ask('POST', '/Users', { body: { userName: 'very.private@x', shoeSize: 39 } });
    await api.ask('POST', '/Users', { body: { userName: 'a@x', [urn]: { shoeSize: 39 } }, as: keeping });
    await api.ask('POST', '/Users', { body: { userName: 'a@x', shoeSize: 39 }, as: refusing });

    const text = await metrics();

    for (const outcome of ['ignored', 'kept', 'refused']) {
      expect(text).toMatch(new RegExp(`rollcall_scim_unknown_attributes_total\\{[^}]*outcome="${outcome}"[^}]*\\} 1`));
    }
    expect(text).not.toMatch(/shoeSize|very.private/i);
  });

  it('count requests beyond a limit', async () => {
    const as = await api.addTenant({ rateLimit: { perSecond: 1, burst: 1 } });
    const statuses = await Promise.all(
      Array.from({ length: 5 }, async () => (await api.ask('GET', '/Me', { as })).status),
    );
    const throttled = statuses.filter((status) => status === 429).length;
    expect(throttled).toBeGreaterThan(0);
    expect(await metrics()).toMatch(new RegExp(`rollcall_scim_throttled_total(\\{[^}]*\\})? ${throttled}`));
  });
});
