import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHECKS } from '../conformance/checks.js';
import type { CheckResult, Profile, Report } from '../conformance/check.js';
import { FaultyProxy } from '../conformance/planted/faulty-proxy.js';
import { PLANTED_FAULTS } from '../conformance/planted/planted-faults.js';
import { SWEEPING_FAULTS } from '../conformance/planted/sweeping-faults.js';
import { runChecks } from '../conformance/run.js';
import { World } from '../support/world.js';

/** The first is skipped where Bulk is offered, the next two where a token is all there is; the last two let much be. */
const CANNOT_FALL_SHORT_HERE: readonly string[] = [
  'bulk.not-offered',
  'gallery.21',
  'gallery.22',
  'interop.conformant-is-true-or-absent',
  'entra.postman.attributes-with-filter',
];

describe('the conformance report about Rollcall', () => {
  const teardown = new AsyncDisposableStack();
  let world: World;

  beforeAll(async () => {
    world = teardown.adopt(await World.start(), (started) => started.stop());
  }, 180_000);
  afterAll(() => teardown.disposeAsync(), 60_000);

  it('finds no MUST of the RFCs or of Entra that a tolerant connection falls short of, and leaves it as it was', async () => {
    const tenant = await world.openTenant('tolerant');
    const report = await run(tenant.scim, ['rfc', 'entra']);
    expect(shortOf(report)).toEqual([]);
    expect(passed(report)).toBeGreaterThan(400);
    const scim = world.scim(tenant);
    const [users, groups] = [await scim.get('Users'), await scim.get('Groups')];
    scim.close();
    expect([report.leftBehind, users.body?.totalResults, groups.body?.totalResults]).toEqual([[], 0, 0]);
  }, 120_000);

  it('finds no MUST of the RFCs that a strict connection falls short of', async () => {
    const tenant = await world.openTenant('strict', 'strict');
    const report = await run(tenant.scim, ['rfc']);
    expect(shortOf(report)).toEqual([]);
    expect(passed(report)).toBeGreaterThan(300);
  }, 120_000);

  describe('through a proxy', () => {
    let proxy: FaultyProxy;
    let token: string;

    beforeAll(async () => {
      const tenant = await world.openTenant('faulty');
      token = tenant.scim.token;
      proxy = teardown.adopt(await FaultyProxy.start(tenant.scim.url), (started) => started.stop());
    }, 60_000);

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
      return runChecks(checks, { url: proxy.url, token, ...options });
    }
  });

  function run(scim: { readonly url: string; readonly token: string }, required: readonly Profile[]): Promise<Report> {
    return runChecks(CHECKS, { ...scim, required, requestTimeout: 10_000, totalTimeout: 100_000 });
  }
});

function shortOf({ checks }: Report): readonly string[] {
  const short = ({ level, verdict }: CheckResult): boolean => level === 'MUST' && verdict === 'fail';
  return checks.filter(short).map(({ id, seen }) => `${id}: ${seen}`);
}

function passed({ checks }: Report): number {
  return checks.filter(({ verdict }) => verdict === 'pass').length;
}
