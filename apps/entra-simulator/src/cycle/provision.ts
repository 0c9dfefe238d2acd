import { createHash } from 'node:crypto';
import type { AttributeMapping, TargetValue, TargetValues } from '../mapping/attribute-mapping.js';
import { groupBody, userBody } from '../wire/bodies.js';
import { failureOf, incompatible } from '../wire/failure.js';
import { isObject, type JsonObject } from '../wire/json.js';
import { attributesPatch, type AttributeChange } from '../wire/patches.js';
import { isSame, readValue } from '../wire/read-value.js';
import type { Answer } from '../wire/target.js';
import type { Decision } from './decide.js';
import type { Link } from './job.js';
import { matchInTarget, resourcePath } from './match.js';
import type { ChangeRecord } from './record.js';
import { workOn, type Outcome, type Run, type Wanted } from './run.js';

/** A user or a group, what it calls for, and what the target is to have of it. */
export interface Planned extends Wanted {
  readonly decision: Decision;
  readonly values: TargetValues;
}

/** Of the values; whoever goes has that of the values that were exported last. */
export function digest(values: Iterable<unknown>): string {
  return createHash('sha256')
    .update(JSON.stringify([...values]))
    .digest('base64url')
    .slice(0, 22);
}

/** Import, matching and export of one object: one walk for users and groups, which leaves the same in the log. */
export async function provision(run: Run, planned: Planned): Promise<void> {
  const { id, decision } = planned;
  const link = run.links.get(id);
  if (decision.kind === 'none') return;
  if (decision.kind === 'skip') {
    run.counts.skipped += 1;
    return;
  }
  await workOn(run, planned, async (record) => {
    record.step('EntryImport', 'import', `Received the ${nounOf(planned)} ${id} from Microsoft Entra ID`);
    if (decision.kind === 'match') return createOrMatch(run, planned, record);
    if (link === undefined) return { action: null };
    record.targetId = link.targetId;
    if (decision.kind === 'delete') return remove(run, id, link);
    return change(run, planned, { record, link, releases: decision.kind === 'disable' && decision.releases });
  });
}

function nounOf({ kind }: Planned): string {
  return kind === 'User' ? 'user' : 'group';
}

async function createOrMatch(run: Run, planned: Planned, record: ChangeRecord): Promise<Outcome> {
  const { kind, id, values } = planned;
  const match = await matchInTarget(run.target, kind, { mappings: mappingsOf(run, planned), values });
  if (match.kind === 'failed') return { action: 'other', failure: match.failure };
  if (match.kind === 'absent') return create(run, planned, record);
  record.targetId = match.id;
  run.counts.matched += 1;
  record.step('EntryImportObjectMatch', 'matching', `Found the ${nounOf(planned)} in the target by ${match.by}`);
  const link = linkTo(planned, match.id);
  const outcome = await patchDifferences(run, planned, { record, resource: match.resource, targetId: match.id });
  run.links.set(id, outcome.failure === undefined ? link : { ...link, exported: '' });
  return outcome;
}

async function create(run: Run, planned: Planned, record: ChangeRecord): Promise<Outcome> {
  const { kind, values } = planned;
  const noun = nounOf(planned);
  const why = `The ${noun} will be created, because no matching ${noun} was found`;
  record.step('EntrySynchronizationAdd', 'matching', why);
  const body = kind === 'User' ? userBody(values) : groupBody(values);
  const answer = await run.target.request('POST', `/${kind}s`, body);
  if (answer.status !== 201 && answer.status !== 200) {
    record.step('EntryExportAdd', 'export', `The target answered ${answer.status}`, 'failure');
    return { action: 'create', failure: failureOf(answer) };
  }
  const created = isObject(answer.body) ? answer.body.id : undefined;
  if (typeof created !== 'string' || created === '') {
    return { action: 'create', failure: incompatible('The answer to a creation has no id.') };
  }
  record.targetId = created;
  record.step('EntryExportAdd', 'export', `The ${noun} was created in the target`);
  for (const [path, value] of values) record.modify(path, null, value);
  run.links.set(planned.id, linkTo(planned, created));
  return { action: 'create' };
}

function linkTo({ kind, displayName, values, exported }: Planned, targetId: string): Link {
  const isActive = values.get('active') !== false;
  return { kind, targetId, displayName, exported, isActive, manager: null, members: [], isReleased: false };
}

async function change(
  run: Run,
  planned: Planned,
  { record, link, releases }: { readonly record: ChangeRecord; readonly link: Link; readonly releases: boolean },
): Promise<Outcome> {
  const path = resourcePath(link) + (link.kind === 'Group' ? '?excludedAttributes=members' : '');
  const answer = await run.target.request('GET', path);
  if (answer.status !== 200) return { action: 'update', failure: failureOf(answer) };
  if (!isObject(answer.body)) {
    return { action: 'update', failure: incompatible(`The answer is no ${nounOf(planned)}.`) };
  }
  const outcome = await patchDifferences(run, planned, { record, resource: answer.body, targetId: link.targetId });
  if (outcome.failure === undefined) {
    const { manager, members } = link;
    run.links.set(planned.id, { ...linkTo(planned, link.targetId), manager, members, isReleased: releases });
  }
  return outcome;
}

/** Only what differs is sent, and nothing that the mapping applies at creation alone. */
async function patchDifferences(
  run: Run,
  planned: Planned,
  {
    record,
    resource,
    targetId,
  }: { readonly record: ChangeRecord; readonly resource: JsonObject; readonly targetId: string },
): Promise<Outcome> {
  const changes = differences(mappingsOf(run, planned), planned.values, resource);
  if (changes.length === 0) return { action: null };
  const body = attributesPatch(changes, run.settings.dialect);
  const answer = await run.target.request('PATCH', resourcePath({ kind: planned.kind, targetId }), body);
  const action = changes.some(({ path, value }) => path === 'active' && value === false) ? 'disable' : 'update';
  if (!isDone(answer)) {
    record.step('EntryExportUpdate', 'export', `The target answered ${answer.status}`, 'failure');
    return { action, failure: failureOf(answer) };
  }
  record.step('EntryExportUpdate', 'export', `The ${nounOf(planned)} was updated in the target`);
  for (const { path, value } of changes) record.modify(path, readValue(resource, path), value);
  return { action };
}

function mappingsOf({ settings }: Run, { kind }: Planned): readonly AttributeMapping[] {
  return kind === 'User' ? settings.userMappings : settings.groupMappings;
}

function differences(
  mappings: readonly AttributeMapping[],
  values: TargetValues,
  resource: JsonObject,
): AttributeChange[] {
  const onCreateOnly = new Set(mappings.filter(({ apply }) => apply === 'onlyOnCreate').map(({ target }) => target));
  return [...values].flatMap(([path, value]: [string, TargetValue]) => {
    const found = readValue(resource, path);
    if (onCreateOnly.has(path) || isSame(value, found)) return [];
    return [{ path, value, isNew: found === undefined || found === null }];
  });
}

async function remove(run: Run, id: string, link: Link): Promise<Outcome> {
  const answer = await run.target.request('DELETE', resourcePath(link));
  // What is not there any more need not be deleted.
  if (!isDone(answer) && answer.status !== 404) return { action: 'delete', failure: failureOf(answer) };
  run.links.delete(id);
  return { action: 'delete' };
}

/** RFC 7644 §3.5.2 and §3.6: a change is answered with the resource, or with nothing. */
export function isDone({ status }: Answer): boolean {
  return status === 200 || status === 204;
}
