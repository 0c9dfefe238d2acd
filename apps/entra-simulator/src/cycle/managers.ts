import { failureOf, type Failure } from '../wire/failure.js';
import { managerPatch } from '../wire/patches.js';
import { atOnce } from './at-once.js';
import { queryOf, quoted, readList, resourcePath } from './match.js';
import type { Link } from './job.js';
import { isDone } from './provision.js';
import { workOn, type Outcome, type Run } from './run.js';

/**
 * Managers come after all users, each in a PATCH of its own: the target id of a manager is known only then. Whoever's
 * manager is not in the target stays without one until that changes.
 */
export async function provisionManagers(run: Run): Promise<void> {
  const { source, links } = run;
  const changed = [...links].flatMap(([id, link]) => {
    const user = source.users.get(id);
    if (link.kind !== 'User' || user === undefined || !link.isActive) return [];
    const manager = user.manager === null ? null : (links.get(user.manager)?.targetId ?? undefined);
    return manager === undefined || manager === link.manager
      ? []
      : [{ id, link, manager, displayName: user.displayName }];
  });
  let done = 0;
  await atOnce(changed, run.concurrency, async ({ id, link, manager, displayName }) => {
    const subject = { kind: 'User', id: referenceOf(id), displayName, details: {}, exported: manager ?? '' } as const;
    await workOn(run, subject, async (record) => {
      record.targetId = link.targetId;
      const outcome = await setManager(run, link, manager);
      record.step('EntryExportUpdateReference', 'referenceResolution', 'The manager was resolved in the target');
      record.modify('manager', link.manager, manager);
      if (outcome.failure === undefined) run.links.set(id, { ...link, manager });
      return outcome;
    });
    run.onProgress('managers', (done += 1), changed.length);
  });
}

/** References fail and wait apart from the object that has them. */
function referenceOf(id: string): string {
  return `${id}:manager`;
}

/** Entra asks first whether the reference is there (libs/scim/rules.md, E1). */
async function setManager({ target, settings }: Run, link: Link, manager: string | null): Promise<Outcome> {
  if (manager !== null) {
    const filter = `id eq ${quoted(link.targetId)} and manager eq ${quoted(manager)}`;
    const list = readList(await target.request('GET', queryOf('User', filter, { attributes: 'id' })));
    if (list.kind === 'failed') return { action: 'update', failure: asReference(list.failure) };
    if (list.total > 0) return { action: null };
  }
  const body = managerPatch(manager, link.manager === null, settings.dialect);
  const answer = await target.request('PATCH', resourcePath(link), body);
  if (isDone(answer)) return { action: 'update' };
  return { action: 'update', failure: asReference(failureOf(answer)) };
}

export function asReference(failure: Failure): Failure {
  return { ...failure, isReference: true };
}
