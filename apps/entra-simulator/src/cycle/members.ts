import type { SourceGroup } from '../source/source.js';
import { failureOf, type Failure } from '../wire/failure.js';
import { membersPatch } from '../wire/patches.js';
import { asReference } from './managers.js';
import { resourcePath } from './match.js';
import { digest, isDone } from './provision.js';
import { workOn, type Run } from './run.js';

// Microsoft Learn asks targets to take several members per PATCH and names no number.
const MEMBERS_AT_ONCE = 100;

/** Members who are in the target come and go; whoever is not there yet is sent in a later cycle. */
export async function provisionMembers(run: Run, group: SourceGroup): Promise<void> {
  const link = run.links.get(group.id);
  if (link === undefined) return;
  const wanted = group.members.filter((id) => run.links.get(id)?.kind === 'User');
  const [before, after] = [new Set(link.members), new Set(wanted)];
  const added = wanted.filter((id) => !before.has(id));
  // Who has been deleted in the target has left its groups with it.
  const removed = link.members.filter((id) => !after.has(id) && run.links.has(id));
  const kept = link.members.filter((id) => after.has(id));
  const chunks = [
    ...chunked(added).map((ids) => ({ added: ids, removed: [] as string[] })),
    ...chunked(removed).map((ids) => ({ added: [] as string[], removed: ids })),
  ];
  const id = `${group.id}:members`;
  if (chunks.length === 0) {
    if (kept.length < link.members.length) run.links.set(group.id, { ...link, members: kept });
    return;
  }
  const there = new Set(link.members);
  const subject = { kind: 'Group', id, displayName: group.displayName, details: {}, exported: digest(wanted) } as const;
  await workOn(run, subject, async (record) => {
    record.targetId = link.targetId;
    let failure: Failure | undefined;
    for (const chunk of chunks) {
      const targets = { added: targetIds(run, chunk.added), removed: targetIds(run, chunk.removed) };
      const body = membersPatch(targets, run.settings.dialect);
      const answer = await run.target.request('PATCH', resourcePath(link), body);
      if (!isDone(answer)) {
        failure = asReference(failureOf(answer));
        break;
      }
      for (const member of targets.added) record.modify('members', null, member);
      for (const member of targets.removed) record.modify('members', member, null);
      for (const member of chunk.added) there.add(member);
      for (const member of chunk.removed) there.delete(member);
    }
    record.step('EntryExportUpdateReference', 'referenceResolution', 'The members were resolved in the target');
    run.links.set(group.id, { ...link, members: [...there].filter((member) => run.links.has(member)) });
    return failure === undefined ? { action: 'update' } : { action: 'update', failure };
  });
}

function targetIds({ links }: Run, ids: readonly string[]): string[] {
  return ids.flatMap((id) => links.get(id)?.targetId ?? []);
}

function chunked(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / MEMBERS_AT_ONCE) }, (_, at) =>
    ids.slice(at * MEMBERS_AT_ONCE, (at + 1) * MEMBERS_AT_ONCE),
  );
}
