import { createHash } from 'node:crypto';
import type { SourceUser } from '../source/source.js';
import type { AttributeMapping, TargetValue, TargetValues } from '../mapping/attribute-mapping.js';
import { mapUser } from '../mapping/map-user.js';
import { isInScope } from '../scope/in-scope.js';
import { userBody } from '../wire/bodies.js';
import { failureOf, incompatible } from '../wire/failure.js';
import { isObject, type JsonObject } from '../wire/json.js';
import { attributesPatch, type AttributeChange } from '../wire/patches.js';
import { isSame, readValue } from '../wire/read-value.js';
import { atOnce } from './at-once.js';
import { decideUser, entitledUsers, isSoftDeleted, type Standing, type UserDecision } from './decide.js';
import { matchInTarget } from './match.js';
import type { Link } from './job.js';
import type { ChangeRecord, Subject } from './record.js';
import { waits, workOn, type Outcome, type Run } from './run.js';

export interface PlannedUser {
  readonly id: string;
  readonly user: SourceUser | undefined;
  readonly decision: UserDecision;
  readonly values: TargetValues;
  readonly exported: string;
}

/** What each user calls for: of those entitled, and of those who are linked and may have gone. */
export function planUsers(run: Run): PlannedUser[] {
  const entitled = entitledUsers(run.source);
  const linked = [...run.links].filter(([, link]) => link.kind === 'User').map(([id]) => id);
  return [...new Set([...entitled, ...linked])].map((id) => planUser(run, id, entitled));
}

/** What one user calls for; `entitled` are the ids of all who are assigned. */
export function planUser(
  { source, links, settings, isInitial }: Run,
  id: string,
  entitled: ReadonlySet<string>,
): PlannedUser {
  const user = source.users.get(id);
  const link = links.get(id);
  if (user === undefined) {
    return { id, user, values: new Map(), exported: '', decision: decideUser(user, link, GONE) };
  }
  const standing: Standing = { isAssigned: entitled.has(id), isInScope: isInScope(settings.scope, user) };
  const { values } = mapUser(settings.userMappings, user, { isSoftDeleted: isSoftDeleted(user, standing) });
  const typed = withBooleans(values);
  const exported = digest(typed);
  // After a restart everything is compared with the target again.
  const before = isInitial && link !== undefined ? { ...link, exported: '' } : link;
  const context = { ...standing, exported, skipOutOfScope: settings.skipOutOfScopeDeletions };
  return { id, user, values: typed, exported, decision: decideUser(user, before, context) };
}

const GONE = { isAssigned: false, isInScope: false, exported: '', skipOutOfScope: false };

/** The mapping language knows texts only; `active` is a boolean for whoever sends it. */
function withBooleans(values: TargetValues): TargetValues {
  const active = values.get('active');
  return typeof active === 'string' ? new Map([...values, ['active', active.toLowerCase() === 'true']]) : values;
}

function digest(values: TargetValues): string {
  return createHash('sha256')
    .update(JSON.stringify([...values]))
    .digest('base64url')
    .slice(0, 22);
}

export async function provisionUsers(run: Run, planned: readonly PlannedUser[]): Promise<void> {
  let done = 0;
  await atOnce(planned, run.concurrency, async (one) => {
    await provisionUser(run, one);
    run.onProgress('users', (done += 1), planned.length);
  });
}

async function provisionUser(run: Run, planned: PlannedUser): Promise<void> {
  const { id, user, decision, exported } = planned;
  const link = run.links.get(id);
  if (decision.kind === 'none') return;
  if (decision.kind === 'skip') {
    run.counts.skipped += 1;
    return;
  }
  if (waits(run, id, link !== undefined && link.exported !== exported)) return;
  const subject: Subject = {
    ...{ kind: 'User', id, displayName: user?.displayName ?? link?.displayName ?? '' },
    details: user === undefined ? {} : { UserPrincipalName: user.userPrincipalName, userType: user.userType },
  };
  await workOn(run, subject, async (record) => {
    record.step('EntryImport', 'import', `Received the user ${id} from Microsoft Entra ID`);
    if (decision.kind === 'match') return createOrMatch(run, planned, record);
    if (link === undefined) return { action: null };
    record.targetId = link.targetId;
    if (decision.kind === 'delete') return remove(run, id, link);
    return change(run, planned, { record, link, releases: decision.kind === 'disable' && decision.releases });
  });
}

async function createOrMatch(run: Run, planned: PlannedUser, record: ChangeRecord): Promise<Outcome> {
  const { target, settings } = run;
  const { id, values, exported } = planned;
  const match = await matchInTarget(target, 'User', { mappings: settings.userMappings, values });
  if (match.kind === 'failed') return { action: 'other', failure: match.failure };
  if (match.kind === 'found') {
    record.targetId = match.id;
    run.counts.matched += 1;
    record.step('EntryImportObjectMatch', 'matching', `Found the user in the target by ${match.by}`);
    const link = linkTo(planned, match.id);
    const outcome = await patchDifferences(run, planned, { record, resource: match.resource, targetId: match.id });
    run.links.set(id, outcome.failure === undefined ? link : { ...link, exported: '' });
    return outcome;
  }
  record.step('EntrySynchronizationAdd', 'matching', 'The user will be created, because no matching user was found');
  const answer = await target.request('POST', '/Users', userBody(values));
  if (answer.status !== 201 && answer.status !== 200) {
    record.step('EntryExportAdd', 'export', `The target answered ${answer.status}`, 'failure');
    return { action: 'create', failure: failureOf(answer) };
  }
  const created = isObject(answer.body) ? answer.body.id : undefined;
  if (typeof created !== 'string' || created === '') {
    return { action: 'create', failure: incompatible('The answer to a creation has no id.') };
  }
  record.targetId = created;
  record.step('EntryExportAdd', 'export', `The user was created in the target`);
  for (const [path, value] of values) record.modify(path, null, value);
  run.links.set(id, { ...linkTo(planned, created), exported });
  return { action: 'create' };
}

function linkTo({ user, values, exported }: PlannedUser, targetId: string): Link {
  const isActive = values.get('active') !== false;
  const displayName = user?.displayName ?? '';
  return { kind: 'User', targetId, displayName, exported, isActive, manager: null, members: [], isReleased: false };
}

async function change(
  run: Run,
  planned: PlannedUser,
  { record, link, releases }: { readonly record: ChangeRecord; readonly link: Link; readonly releases: boolean },
): Promise<Outcome> {
  const answer = await run.target.request('GET', `/Users/${encodeURIComponent(link.targetId)}`);
  if (answer.status !== 200) return { action: 'update', failure: failureOf(answer) };
  if (!isObject(answer.body)) return { action: 'update', failure: incompatible('The answer is no user.') };
  const outcome = await patchDifferences(run, planned, { record, resource: answer.body, targetId: link.targetId });
  if (outcome.failure === undefined) {
    const { manager, members } = link;
    run.links.set(planned.id, { ...linkTo(planned, link.targetId), manager, members, isReleased: releases });
  }
  return outcome;
}

/** Only what differs is sent, and nothing that the mapping applies at creation alone. */
async function patchDifferences(
  { target, settings: { userMappings, dialect } }: Run,
  { values }: PlannedUser,
  {
    record,
    resource,
    targetId,
  }: { readonly record: ChangeRecord; readonly resource: JsonObject; readonly targetId: string },
): Promise<Outcome> {
  const changes = differences(userMappings, values, resource);
  if (changes.length === 0) return { action: null };
  const answer = await target.request(
    'PATCH',
    `/Users/${encodeURIComponent(targetId)}`,
    attributesPatch(changes, dialect),
  );
  const action = changes.some(({ path, value }) => path === 'active' && value === false) ? 'disable' : 'update';
  if (answer.status !== 200 && answer.status !== 204) {
    record.step('EntryExportUpdate', 'export', `The target answered ${answer.status}`, 'failure');
    return { action, failure: failureOf(answer) };
  }
  record.step('EntryExportUpdate', 'export', 'The user was updated in the target');
  for (const { path, value } of changes) record.modify(path, readValue(resource, path), value);
  return { action };
}

export function differences(
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

async function remove(run: Run, id: string, { kind, targetId }: Link): Promise<Outcome> {
  const answer = await run.target.request('DELETE', `/${kind}s/${encodeURIComponent(targetId)}`);
  // Who is not there any more need not be deleted.
  if (answer.status !== 204 && answer.status !== 200 && answer.status !== 404) {
    return { action: 'delete', failure: failureOf(answer) };
  }
  run.links.delete(id);
  return { action: 'delete' };
}
