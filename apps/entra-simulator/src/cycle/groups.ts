import type { SourceGroup } from '../source/source.js';
import { mapGroup } from '../mapping/map-group.js';
import type { TargetValues } from '../mapping/attribute-mapping.js';
import { groupBody } from '../wire/bodies.js';
import { failureOf, incompatible, type Failure } from '../wire/failure.js';
import { isObject, type JsonObject } from '../wire/json.js';
import { attributesPatch, membersPatch } from '../wire/patches.js';
import { atOnce } from './at-once.js';
import { asReference } from './managers.js';
import { matchInTarget } from './match.js';
import type { Link } from './job.js';
import type { ChangeRecord } from './record.js';
import { waits, workOn, type Outcome, type Run } from './run.js';
import { differences } from './users.js';

// Microsoft Learn asks targets to take several members per PATCH and names no number.
const MEMBERS_AT_ONCE = 100;

/** Linked groups that are assigned no more, or have gone: they are deleted in the target. */
export function leavingGroups({ source, links }: Run): string[] {
  return [...links]
    .filter(([id, { kind }]) => kind === 'Group' && !(source.assigned.groups.has(id) && source.groups.has(id)))
    .map(([id]) => id);
}

/** Groups come after the users: created empty, then their members in PATCHes. */
export async function provisionGroups(run: Run, leaving: readonly string[]): Promise<void> {
  const { source, links } = run;
  const assigned = [...source.assigned.groups].flatMap((id) => source.groups.get(id) ?? []);
  let done = 0;
  const total = assigned.length + leaving.length;
  const step = (): void => run.onProgress('groups', (done += 1), total);
  await atOnce(leaving, run.concurrency, async (id) => {
    const link = links.get(id);
    if (link !== undefined && !waits(run, id, false)) await deleteGroup(run, id, link);
    step();
  });
  await atOnce(assigned, run.concurrency, async (group) => {
    await provisionGroup(run, group);
    await provisionMembers(run, group);
    step();
  });
}

async function deleteGroup(run: Run, id: string, link: Link): Promise<void> {
  const subject = { kind: 'Group', id, displayName: link.displayName, details: {} } as const;
  await workOn(run, subject, async (record) => {
    record.targetId = link.targetId;
    const answer = await run.target.request('DELETE', `/Groups/${encodeURIComponent(link.targetId)}`);
    if (![200, 204, 404].includes(answer.status)) return { action: 'delete', failure: failureOf(answer) };
    run.links.delete(id);
    return { action: 'delete' };
  });
}

async function provisionGroup(run: Run, group: SourceGroup): Promise<void> {
  const { values } = mapGroup(run.settings.groupMappings, group);
  const exported = JSON.stringify([...values]);
  const link = run.links.get(group.id);
  if (link !== undefined && link.exported === exported && !run.isInitial) return;
  if (waits(run, group.id, link !== undefined && link.exported !== exported)) return;
  const subject = { kind: 'Group', id: group.id, displayName: group.displayName, details: {} } as const;
  await workOn(run, subject, async (record) => {
    record.step('EntryImport', 'import', `Received the group ${group.id} from Microsoft Entra ID`);
    if (link === undefined) return createOrMatch(run, { group, values, exported, record });
    record.targetId = link.targetId;
    const path = `/Groups/${encodeURIComponent(link.targetId)}?excludedAttributes=members`;
    const answer = await run.target.request('GET', path);
    if (answer.status !== 200) return { action: 'update', failure: failureOf(answer) };
    if (!isObject(answer.body)) return { action: 'update', failure: incompatible('The answer is no group.') };
    const outcome = await patchGroup(run, values, { resource: answer.body, targetId: link.targetId, record });
    if (outcome.failure === undefined) {
      run.links.set(group.id, { ...link, exported, displayName: group.displayName });
    }
    return outcome;
  });
}

interface NewGroup {
  readonly group: SourceGroup;
  readonly values: TargetValues;
  readonly exported: string;
  readonly record: ChangeRecord;
}

async function createOrMatch(run: Run, { group, values, exported, record }: NewGroup): Promise<Outcome> {
  const { target, settings } = run;
  const linkTo = (targetId: string): Link => ({
    ...{ kind: 'Group', targetId, displayName: group.displayName, exported, isActive: true },
    ...{ manager: null, members: [], isReleased: false },
  });
  const match = await matchInTarget(target, 'Group', { mappings: settings.groupMappings, values });
  if (match.kind === 'failed') return { action: 'other', failure: match.failure };
  if (match.kind === 'found') {
    record.targetId = match.id;
    run.counts.matched += 1;
    run.links.set(group.id, linkTo(match.id));
    return patchGroup(run, values, { resource: match.resource, targetId: match.id, record });
  }
  const answer = await target.request('POST', '/Groups', groupBody(values));
  if (answer.status !== 201 && answer.status !== 200) return { action: 'create', failure: failureOf(answer) };
  const id = isObject(answer.body) ? answer.body.id : undefined;
  if (typeof id !== 'string') return { action: 'create', failure: incompatible('The answer to a creation has no id.') };
  record.targetId = id;
  record.step('EntryExportAdd', 'export', 'The group was created in the target');
  for (const [path, value] of values) record.modify(path, null, value);
  run.links.set(group.id, linkTo(id));
  return { action: 'create' };
}

async function patchGroup(
  { target, settings: { groupMappings, dialect } }: Run,
  values: TargetValues,
  {
    resource,
    targetId,
    record,
  }: { readonly resource: JsonObject; readonly targetId: string; readonly record: ChangeRecord },
): Promise<Outcome> {
  const changes = differences(groupMappings, values, resource);
  if (changes.length === 0) return { action: null };
  const answer = await target.request(
    'PATCH',
    `/Groups/${encodeURIComponent(targetId)}`,
    attributesPatch(changes, dialect),
  );
  if (answer.status !== 200 && answer.status !== 204) return { action: 'update', failure: failureOf(answer) };
  for (const { path, value } of changes) record.modify(path, null, value);
  return { action: 'update' };
}

/** Members who are in the target come and go; whoever is not there yet is sent in a later cycle. */
async function provisionMembers(run: Run, group: SourceGroup): Promise<void> {
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
  if (waits(run, id, false)) return;
  const there = new Set(link.members);
  await workOn(run, { kind: 'Group', id, displayName: group.displayName, details: {} }, async (record) => {
    record.targetId = link.targetId;
    let failure: Failure | undefined;
    for (const chunk of chunks) {
      const targets = { added: targetIds(run, chunk.added), removed: targetIds(run, chunk.removed) };
      const body = membersPatch(targets, run.settings.dialect);
      const answer = await run.target.request('PATCH', `/Groups/${encodeURIComponent(link.targetId)}`, body);
      if (answer.status !== 200 && answer.status !== 204) {
        failure = asReference(failureOf(answer));
        break;
      }
      for (const member of targets.added) record.modify('members', null, member);
      for (const member of targets.removed) record.modify('members', member, null);
      for (const member of chunk.added) there.add(member);
      for (const member of chunk.removed) there.delete(member);
    }
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
