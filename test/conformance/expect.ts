import type { Answer } from './client.js';
import { at, isList, isObject, isSame, listAt, textAt, type Json, type JsonObject, type Value } from './json.js';

/** The target does something else than what was expected. */
export class Shortfall extends Error {
  constructor(
    readonly seen: string,
    readonly answer?: Answer,
  ) {
    super(seen);
  }
}

/** The check cannot say anything about this target. */
export class Skipped extends Error {}

export function expectThat(holds: boolean, answer: Answer, seen: string): asserts holds {
  if (!holds) throw new Shortfall(seen, answer);
}

export function expectStatus(answer: Answer, ...allowed: readonly number[]): void {
  if (allowed.includes(answer.status)) return;
  throw new Shortfall(`expected ${allowed.join(' or ')}, seen ${describe(answer)}`, answer);
}

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

export interface ExpectedError {
  readonly status: number | readonly number[];
  readonly scimType?: string | readonly string[];
}

/** RFC 7644 §3.12: the schemas, and the status as a string. */
export function expectError(answer: Answer, { status, scimType }: ExpectedError): void {
  expectStatus(answer, ...[status].flat());
  expectThat(isObject(answer.body), answer, `${answer.status} whose body is no JSON object`);
  expectThat(listAt(answer.body, 'schemas').includes(ERROR), answer, `an error without the schema ${ERROR}`);
  const shown = at(answer.body, 'status');
  expectThat(shown === String(answer.status), answer, `"status" of the error is ${JSON.stringify(shown)}`);
  if (scimType === undefined) return;
  const allowed = [scimType].flat();
  const seen = at(answer.body, 'scimType');
  expectThat(
    typeof seen === 'string' && allowed.includes(seen),
    answer,
    `scimType is ${JSON.stringify(seen)} instead of ${allowed.join(' or ')}`,
  );
}

/** A 4xx that is a SCIM error, whichever. */
export function expectRefusal(answer: Answer): void {
  expectThat(answer.status >= 400 && answer.status < 500, answer, `not refused: ${describe(answer)}`);
  expectError(answer, { status: answer.status });
}

export function expectResource(answer: Answer, ...statuses: readonly number[]): JsonObject {
  expectStatus(answer, ...statuses);
  expectThat(isObject(answer.body), answer, `${answer.status} whose body is no JSON object`);
  return answer.body;
}

export interface Listed {
  readonly total: number;
  readonly resources: readonly Json[];
  readonly body: JsonObject;
}

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** RFC 7644 §3.4.2. With a cursor the total may be left out (RFC 9865 §2). */
export function expectList(answer: Answer, { needsTotal = true }: { readonly needsTotal?: boolean } = {}): Listed {
  const body = expectResource(answer, 200);
  expectThat(listAt(body, 'schemas').includes(LIST), answer, `no ListResponse: ${JSON.stringify(body.schemas)}`);
  const total = body.totalResults ?? (needsTotal ? undefined : 0);
  expectThat(typeof total === 'number' && total >= 0, answer, `totalResults is ${JSON.stringify(total)}`);
  const resources = body.Resources;
  expectThat(resources === undefined || isList(resources), answer, 'Resources is no list');
  return { total, resources: resources ?? [], body };
}

export function idsOf({ resources }: Listed): readonly string[] {
  return resources.map((resource) => textAt(resource, 'id') ?? '?');
}

export function expectIds(answer: Answer, expected: readonly string[]): void {
  const list = expectList(answer);
  const seen = idsOf(list);
  const isEqual = seen.length === expected.length && expected.every((id) => seen.includes(id));
  const count = expected.length === 1 ? 'exactly the one resource' : `exactly ${expected.length} resources`;
  expectThat(isEqual, answer, `expected ${count}, seen ${seen.length} of ${list.total}`);
}

export function expectValue(answer: Answer, path: readonly (string | number)[], expected: Value): void {
  const seen = at(answer.body, ...path);
  expectThat(isSame(seen, expected), answer, `${path.join('.')} is ${show(seen)} instead of ${show(expected)}`);
}

export function describe(answer: Answer): string {
  const detail = textAt(answer.body, 'detail');
  return detail === undefined ? String(answer.status) : `${answer.status} (${detail.slice(0, 200)})`;
}

export function show(value: Value): string {
  return value === undefined ? 'absent' : JSON.stringify(value).slice(0, 200);
}
