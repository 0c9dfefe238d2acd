import type { AttributeMapping, TargetValues } from '../mapping/attribute-mapping.js';
import { failureOf, incompatible, type Failure } from '../wire/failure.js';
import { isObject, type JsonObject } from '../wire/json.js';
import type { Answer, Target } from '../wire/target.js';
import type { Link, ObjectKind } from './job.js';

export type Match =
  | { readonly kind: 'found'; readonly resource: JsonObject; readonly id: string; readonly by: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Matching attributes are tried one after the other by precedence, never together. */
export async function matchInTarget(
  target: Target,
  kind: ObjectKind,
  { mappings, values }: { readonly mappings: readonly AttributeMapping[]; readonly values: TargetValues },
): Promise<Match> {
  const matching = mappings
    .filter(({ matchingPrecedence }) => matchingPrecedence !== null)
    .sort((one, other) => (one.matchingPrecedence ?? 0) - (other.matchingPrecedence ?? 0));
  for (const { target: attribute } of matching) {
    const value = values.get(attribute);
    if (typeof value !== 'string') continue;
    const answer = await target.request('GET', queryOf(kind, `${attribute} eq ${quoted(value)}`));
    const list = readList(answer);
    if (list.kind === 'failed') return list;
    const [first, ...others] = list.resources;
    if (others.length > 0) return { kind: 'failed', failure: duplicates(attribute) };
    if (first === undefined) continue;
    if (typeof first.id !== 'string')
      return { kind: 'failed', failure: incompatible('A resource of the list has no id.') };
    if (kind === 'Group' && Array.isArray(first.members) && first.members.length > 0) {
      return { kind: 'failed', failure: membersShown() };
    }
    return { kind: 'found', resource: first, id: first.id, by: attribute };
  }
  return { kind: 'absent' };
}

export type List =
  | { readonly kind: 'list'; readonly resources: readonly JsonObject[]; readonly total: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Every answer to a filter has to be a ListResponse, also one of nothing. */
export function readList(answer: Answer): List {
  if (answer.status !== 200) return { kind: 'failed', failure: failureOf(answer) };
  const { body } = answer;
  if (!isObject(body) || typeof body.totalResults !== 'number') {
    return { kind: 'failed', failure: incompatible('The answer to a filter is no ListResponse with totalResults.') };
  }
  const resources: unknown = body.Resources ?? [];
  if (!Array.isArray(resources) || !resources.every(isObject)) {
    return { kind: 'failed', failure: incompatible('Resources is no list of resources.') };
  }
  return { kind: 'list', resources, total: body.totalResults };
}

export function queryOf(kind: ObjectKind, filter: string, more: Readonly<Record<string, string>> = {}): string {
  const excluded = kind === 'Group' ? { excludedAttributes: 'members' } : {};
  return `/${kind}s?${new URLSearchParams({ ...excluded, filter, ...more }).toString()}`;
}

export function resourcePath({ kind, targetId }: Pick<Link, 'kind' | 'targetId'>): string {
  return `/${kind}s/${encodeURIComponent(targetId)}`;
}

export function quoted(value: string): string {
  return JSON.stringify(value);
}

function duplicates(attribute: string): Failure {
  return {
    errorCode: 'DuplicateTargetEntries',
    reason: `More than one object of the target has this ${attribute}.`,
    recommendedAction: 'Make the matching attribute unique in the target, or match by another one.',
    isReference: false,
  };
}

function membersShown(): Failure {
  return {
    errorCode: 'SystemForCrossDomainIdentityManagementMultipleEntriesInResponse',
    reason: 'The target shows members although excludedAttributes=members was asked for.',
    recommendedAction: 'The target must leave out what is excluded.',
    isReference: false,
  };
}
