import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import type { Source } from '../source/source.js';
import type { Job } from '../cycle/job.js';
import { isObject, parseJson, type JsonObject } from '../wire/json.js';

export interface Api {
  readonly url: string;
  readonly token: string;
}

const PAGE = 200;
const MAX_DIFFERENCES = 50;
const CATCHES_UP_WITHIN_MS = 300_000;
const ASKED_EVERY_MS = 1_000;

/**
 * Rollcall's directory and audit log, which follow the events: each employee is held against the source, and each
 * resource's audit entries against its versions: 1, 2, 3 …, one entry each. They have five minutes to catch up.
 */
export async function verifyProjections(
  apis: { readonly directory: Api; readonly audit: Api },
  source: Source,
  job: Job,
): Promise<readonly string[]> {
  const deadline = performance.now() + CATCHES_UP_WITHIN_MS;
  for (;;) {
    const employees = await employeesIn(apis.directory);
    const differences = compareEmployees(employees, source, job);
    const all = differences.length > 0 ? differences : compareVersions(await versionsIn(apis.audit), employees, job);
    if (all.length === 0 || performance.now() > deadline) return all.slice(0, MAX_DIFFERENCES);
    await pause(ASKED_EVERY_MS);
  }
}

function compareEmployees(employees: ReadonlyMap<string, JsonObject>, source: Source, job: Job): string[] {
  return [...job.links].flatMap(([id, { kind, targetId, isActive, manager }]) => {
    if (kind !== 'User') return [];
    const [employee, user] = [employees.get(targetId), source.users.get(id)];
    if (employee === undefined) return [`User ${id}: not in the directory`];
    if (employee.active !== isActive)
      return [`User ${id}: active is ${JSON.stringify(employee.active)} in the directory`];
    if (!isActive || user === undefined) return [];
    return [
      ...(manager !== null && employee.managerId !== manager ? [`User ${id}: another manager in the directory`] : []),
      ...(user.department !== null && employee.department !== user.department
        ? [`User ${id}: another department`]
        : []),
      ...(user.jobTitle !== null && employee.title !== user.jobTitle ? [`User ${id}: another title`] : []),
    ];
  });
}

function compareVersions(
  versions: ReadonlyMap<string, readonly number[]>,
  employees: ReadonlyMap<string, JsonObject>,
  job: Job,
): string[] {
  return [...job.links].flatMap(([id, { targetId, kind }]) => {
    const seen = versions.get(targetId) ?? [];
    const last = kind === 'User' ? Number(employees.get(targetId)?.version) : seen.length;
    if (seen.length > 0 && isCounting(seen, last)) return [];
    return [`${kind} ${id}: versions ${seen.join(', ')} in the audit log, ${last} in the directory`];
  });
}

async function employeesIn(api: Api): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  for await (const one of items(api, '/employees?')) if (typeof one.id === 'string') found.set(one.id, one);
  return found;
}

function isCounting(versions: readonly number[], last: number): boolean {
  const sorted = versions.toSorted((one, other) => one - other);
  return sorted.length === last && sorted.every((version, at) => version === at + 1);
}

async function versionsIn(api: Api): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for await (const { resourceId, resourceVersion, outcome } of items(api, '/entries?outcome=accepted&')) {
    if (typeof resourceId !== 'string' || typeof resourceVersion !== 'number' || outcome !== 'accepted') continue;
    const versions = found.get(resourceId);
    if (versions === undefined) found.set(resourceId, [resourceVersion]);
    else versions.push(resourceVersion);
  }
  return found;
}

async function* items({ url, token }: Api, path: string): AsyncGenerator<JsonObject> {
  for (let cursor = ''; ;) {
    const page = cursor === '' ? `limit=${PAGE}` : `limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`;
    const answer = await request(`${url.replace(/\/+$/, '')}${path}${page}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = parseJson(await answer.body.text());
    if (answer.statusCode !== 200 || !isObject(body) || !Array.isArray(body.items)) {
      throw new Error(`${url}${path} answered ${answer.statusCode}`);
    }
    for (const one of body.items as readonly unknown[]) if (isObject(one)) yield one;
    if (typeof body.next !== 'string') return;
    cursor = body.next;
  }
}
