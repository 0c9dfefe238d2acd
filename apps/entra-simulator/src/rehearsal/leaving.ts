import { revoke } from '../administration/issued.js';
import { disable, purge, softDelete } from '../source/changes.js';
import { byToken } from './connecting.js';
import type { Stage } from './stage.js';
import { brakeOf, itemsOf } from './what-is-seen.js';
import { expectThat, NotOffered, offered } from './step.js';

const HELD_BACK_FROM = 3;
const LEAVERS = 6;
const CYCLES_TO_CONVERGE = 12;

/** More leave at once than the brake lets through; somebody releases it, and the rest follows. */
export async function brake(stage: Stage): Promise<void> {
  const limits = { percent: 100, people: HELD_BACK_FROM, atLeast: 1, mode: 'refuse' };
  offered('a brake', await stage.admin.call('PATCH', '', { brake: limits }));
  stage.did(`set the brake to ${HELD_BACK_FROM} people an hour`);
  await stage.connect(byToken(stage, await stage.issue('token')));
  const leavers = [...stage.source.users.keys()].slice(0, LEAVERS);
  stage.source = leavers.reduce(disable, stage.source);
  const { counts } = await stage.cycle();
  const seen = `${counts.disable} of ${LEAVERS} left, ${counts.failed} were held back`;
  expectThat(counts.disable === HELD_BACK_FROM && counts.failed === LEAVERS - HELD_BACK_FROM, seen);
  stage.did(seen);
  for (const line of await brakeOf(stage)) stage.did(`the brake: ${line}`);
  await release(stage);
  let left = counts.disable;
  for (let cycle = 1; left < LEAVERS && cycle <= CYCLES_TO_CONVERGE; cycle += 1)
    left += (await stage.cycle()).counts.disable;
  expectThat(left === LEAVERS, `${left} of ${LEAVERS} have left ${CYCLES_TO_CONVERGE} cycles after the release`);
}

async function release(stage: Stage): Promise<void> {
  const reason = 'A rehearsal of many people leaving.';
  const { status } = await stage.admin.call('POST', '/brake/release', { reason });
  if (status >= 200 && status < 300) {
    stage.did('released it');
    return;
  }
  offered('the end of a brake', await stage.admin.call('PATCH', '', { brake: null }));
  stage.did(`took the brake off, for want of a release (${status})`);
}

/** Nobody of the rehearsal stays in the tenant, and no credential of it is good for anything. */
export async function cleanUp(stage: Stage): Promise<void> {
  if (!stage.isConnected) throw new NotOffered('there is nothing to clean up');
  await stage.connect(byToken(stage, await stage.issue('token')));
  // A brake that a step before left on would hold all of this back; where there is none, nothing is to be taken off.
  await stage.admin.call('PATCH', '', { brake: null });
  const now = new Date(Date.parse(stage.job.now) + 1).toISOString();
  const gone = [...stage.source.users.keys()].reduce(
    (source, id) => softDelete(source, id, stage.job.now),
    stage.source,
  );
  const assigned = { ...gone.assigned, groups: new Set<string>() };
  stage.source = { ...purge(gone, now), assigned };
  stage.job = { ...stage.job, escrows: new Map() };
  await stage.cleanCycle();
  for (const { id, revokedAt } of itemsOf(await stage.look('/credentials'))) {
    if (revokedAt === null && typeof id === 'string') await revoke(stage.admin, id);
  }
  stage.did('ended all of its credentials');
}
