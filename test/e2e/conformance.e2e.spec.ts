import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHECKS } from '../conformance/checks.js';
import type { CheckResult, Profile, Report } from '../conformance/check.js';
import { runChecks } from '../conformance/run.js';
import { World } from '../support/world.js';

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
  }, 300_000);

  it('finds no MUST of the RFCs that a strict connection falls short of', async () => {
    const tenant = await world.openTenant('strict', 'strict');
    const report = await run(tenant.scim, ['rfc']);
    expect(shortOf(report)).toEqual([]);
    expect(passed(report)).toBeGreaterThan(300);
  }, 300_000);

  function run(scim: { readonly url: string; readonly token: string }, required: readonly Profile[]): Promise<Report> {
    return runChecks(CHECKS, { ...scim, required, requestTimeout: 30_000, totalTimeout: 240_000 });
  }
});

function shortOf({ checks }: Report): readonly string[] {
  const short = ({ level, verdict }: CheckResult): boolean => level === 'MUST' && verdict === 'fail';
  return checks.filter(short).map(({ id, seen }) => `${id}: ${seen}`);
}

function passed({ checks }: Report): number {
  return checks.filter(({ verdict }) => verdict === 'pass').length;
}
