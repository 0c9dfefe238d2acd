import type { Source } from '../source/source.js';
import { isInScope } from '../scope/in-scope.js';
import { mapUser } from '../mapping/map-user.js';
import { entitledUsers, isSoftDeleted } from '../cycle/decide.js';
import { readList } from '../cycle/match.js';
import type { Job } from '../cycle/job.js';
import { isObject, type JsonObject } from '../wire/json.js';
import { isSame, readValue } from '../wire/read-value.js';
import type { Target } from '../wire/target.js';

const PAGE = 100;
const MAX_DIFFERENCES = 50;

export interface Verdict {
  readonly users: number;
  readonly groups: number;
  /** Sentences, at most fifty. */
  readonly differences: readonly string[];
}

/** Holds every user and group of the target that is linked against the source. */
export async function verifyTarget(target: Target, source: Source, job: Job): Promise<Verdict> {
  const differences: string[] = [];
  const tell = (text: string): void => {
    if (differences.length < MAX_DIFFERENCES) differences.push(text);
  };
  const [users, groups] = [
    await readAll(target, '/Users'),
    await readAll(target, '/Groups?excludedAttributes=members'),
  ];
  const entitled = entitledUsers(source);
  for (const [id, link] of job.links) {
    const found = (link.kind === 'User' ? users : groups).get(link.targetId);
    if (found === undefined) tell(`${link.kind} ${id}: not in the target`);
    else if (link.kind === 'User') compareUser({ id, found, source, job, isAssigned: entitled.has(id) }, tell);
    else if (found.displayName !== source.groups.get(id)?.displayName) tell(`Group ${id}: another displayName`);
  }
  for (const id of entitled) {
    const user = source.users.get(id);
    if (user === undefined || job.links.has(id)) continue;
    const standing = { isAssigned: true, isInScope: isInScope(job.settings.scope, user) };
    if (!isSoftDeleted(user, standing)) tell(`User ${id}: never provisioned`);
  }
  await compareMembers(target, source, job, tell);
  return { users: users.size, groups: groups.size, differences };
}

interface Comparison {
  readonly id: string;
  readonly found: JsonObject;
  readonly source: Source;
  readonly job: Job;
  readonly isAssigned: boolean;
}

function compareUser({ id, found, source, job, isAssigned }: Comparison, tell: (text: string) => void): void {
  const user = source.users.get(id);
  if (user === undefined) return tell(`User ${id}: purged at the source, and still in the target`);
  if (job.links.get(id)?.isReleased === true) return;
  const standing = { isAssigned, isInScope: isInScope(job.settings.scope, user) };
  const isGone = isSoftDeleted(user, standing);
  const { values } = mapUser(job.settings.userMappings, user, { isSoftDeleted: isGone });
  const isActive = readValue(found, 'active');
  if (isActive !== !isGone) return tell(`User ${id}: active is ${JSON.stringify(isActive)} in the target`);
  if (isGone) return;
  for (const [path, value] of values) {
    if (path !== 'active' && !isSame(value, readValue(found, path))) tell(`User ${id}: another ${path}`);
  }
  const manager = user.manager === null ? undefined : job.links.get(user.manager)?.targetId;
  const shown = readValue(found, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager');
  const value = isObject(shown) ? shown.value : shown;
  // Whoever has none at the source is not sent, and keeps a manager from elsewhere.
  const isOurs = manager !== undefined || job.links.get(id)?.manager !== null;
  if (isOurs && (value ?? undefined) !== manager) tell(`User ${id}: another manager`);
}

async function compareMembers(target: Target, source: Source, job: Job, tell: (text: string) => void): Promise<void> {
  // A group that was there before may have members from elsewhere, whom Entra leaves alone.
  const ours = new Set([...job.links.values()].map((link) => link.targetId));
  for (const [id, { kind, targetId }] of job.links) {
    const group = source.groups.get(id);
    if (kind !== 'Group' || group === undefined) continue;
    const { status, body } = await target.request('GET', `/Groups/${encodeURIComponent(targetId)}`);
    const members: unknown = status === 200 && isObject(body) ? (body.members ?? []) : [];
    const shown = new Set(
      Array.isArray(members) ? members.map((one: unknown) => (isObject(one) ? one.value : one)) : [],
    );
    const wanted = new Set(group.members.flatMap((member) => job.links.get(member)?.targetId ?? []));
    const missing = [...wanted].filter((one) => !shown.has(one)).length;
    const foreign = [...shown].filter((one) => typeof one === 'string' && ours.has(one) && !wanted.has(one)).length;
    if (missing + foreign > 0) tell(`Group ${id}: ${missing} members missing, ${foreign} too many`);
  }
}

async function readAll(target: Target, path: string): Promise<Map<string, JsonObject>> {
  const all = new Map<string, JsonObject>();
  for (let startIndex = 1; ;) {
    const answer = await target.request(
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}startIndex=${startIndex}&count=${PAGE}`,
    );
    const list = readList(answer);
    if (list.kind === 'failed') throw new Error(`the target's list could not be read: ${list.failure.reason}`);
    for (const one of list.resources) if (typeof one.id === 'string') all.set(one.id, one);
    startIndex += list.resources.length;
    if (list.resources.length === 0 || startIndex > list.total) return all;
  }
}
