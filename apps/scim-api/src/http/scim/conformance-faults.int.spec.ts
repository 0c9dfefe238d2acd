import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHECKS } from '../../../../../test/conformance/checks.js';
import type { Report } from '../../../../../test/conformance/check.js';
import { FaultyProxy } from '../../../../../test/conformance/planted/faulty-proxy.js';
import { PLANTED_FAULTS } from '../../../../../test/conformance/planted/planted-faults.js';
import { SWEEPING_FAULTS } from '../../../../../test/conformance/planted/sweeping-faults.js';
import { runChecks } from '../../../../../test/conformance/run.js';
import { TestScimApi } from '../../scim-api.fixture.js';

/** The first is skipped where Bulk is offered, the next two where a token is all there is; the last two let much be. */
const CANNOT_FALL_SHORT_HERE: readonly string[] = [
  'bulk.not-offered',
  'gallery.21',
  'gallery.22',
  'interop.conformant-is-true-or-absent',
  'entra.postman.attributes-with-filter',
];

describe('the conformance report about scim-api behind a proxy', () => {
  let api: TestScimApi;
  let proxy: FaultyProxy;

  beforeAll(async () => {
    api = await TestScimApi.start();
    proxy = await FaultyProxy.start(`${api.service.url}/scim/v2`);
  });
  afterAll(async () => {
    await proxy.stop();
    await api.stop();
  });

  it('finds nothing as long as nothing is broken', async () => {
    proxy.fault = {};
    const named = new Set(PLANTED_FAULTS.map(({ check }) => check));
    const report = await runOnly((id) => named.has(id));
    expect(report.checks.filter(({ verdict }) => verdict !== 'pass').map(({ id, seen }) => `${id}: ${seen}`)).toEqual(
      [],
    );
    expect(report.checks).toHaveLength(named.size);
  }, 120_000);

  it.each(PLANTED_FAULTS)(
    '$check notices that $name',
    async ({ check, fault }) => {
      proxy.fault = fault;
      const [result] = (await runOnly((id) => id === check)).checks;
      expect(result).toMatchObject({ id: check, verdict: 'fail' });
      expect(result?.exchange).not.toBeNull();
    },
    60_000,
  );

  it('has no check that cannot fall short', async () => {
    const named = new Set(PLANTED_FAULTS.map(({ check }) => check));
    let rest = CHECKS.filter(({ id }) => !named.has(id) && !CANNOT_FALL_SHORT_HERE.includes(id));
    for (const fault of Object.values(SWEEPING_FAULTS)) {
      proxy.fault = fault;
      const ids = new Set(rest.map(({ id }) => id));
      const report = await runOnly((id) => ids.has(id));
      const passed = new Set(report.checks.filter(({ verdict }) => verdict !== 'fail').map(({ id }) => id));
      rest = rest.filter(({ id }) => passed.has(id));
    }
    expect(rest.map(({ id }) => id)).toEqual([]);
  }, 240_000);

  function runOnly(wanted: (id: string) => boolean): Promise<Report> {
    const checks = CHECKS.filter(({ id }) => wanted(id));
    const options = { required: ['rfc', 'entra'] as const, requestTimeout: 2_000, totalTimeout: 120_000 };
    return runChecks(checks, { url: proxy.url, token: api.first.token, ...options });
  }
});
