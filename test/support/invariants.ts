import type { Published } from './published.js';
import type { Ledger } from './load.js';

/** A user as scim-api's database holds it: its version, or the last one it had before it was deleted. */
export interface StoredResource {
  readonly id: string;
  readonly version: number;
}

/** What the audit log says of one accepted write. */
export interface AuditedWrite {
  readonly resourceId: string;
  readonly resourceVersion: number;
}

/** The breaches of "What must always hold" that the evidence shows, each in a sentence; none is what a test wants. */
export function breaches(evidence: {
  readonly published: readonly Published[];
  readonly stored: readonly StoredResource[];
  readonly audited: readonly AuditedWrite[];
  readonly ledger: Ledger;
}): string[] {
  const { published, stored, audited, ledger } = evidence;
  const versions = firstOccurrences(published);
  return [...topicBreaches({ published, stored, ledger }), ...auditBreaches(versions, audited)];
}

/** As `breaches`, where no projection runs: what the topics show. */
export function topicBreaches(evidence: {
  readonly published: readonly Published[];
  readonly stored: readonly StoredResource[];
  readonly ledger: Ledger;
}): string[] {
  const { published, stored, ledger } = evidence;
  const versions = firstOccurrences(published);
  return [
    ...ledger.wrong,
    ...orderBreaches(versions),
    ...lossBreaches(versions, stored),
    ...acknowledgementBreaches(versions, ledger),
  ];
}

/** Resource id → its versions in the order of their first occurrence on the topic. A repetition is allowed (statement 3). */
export function firstOccurrences(published: readonly Published[]): Map<string, number[]> {
  const seen = new Set<string>();
  const versions = new Map<string, number[]>();
  for (const { eventId, subject, version, type } of published) {
    if (version === null || type === 'rollcall.TenantChanged' || seen.has(eventId)) continue;
    seen.add(eventId);
    const list = versions.get(subject);
    if (list === undefined) versions.set(subject, [version]);
    else list.push(version);
  }
  return versions;
}

function orderBreaches(versions: ReadonlyMap<string, readonly number[]>): string[] {
  return [...versions]
    .filter(([, list]) => list.some((version, index) => version !== index + 1))
    .map(([id, list]) => `${id}: its versions are on the topic as ${list.slice(0, 20).join(' ')}`);
}

function lossBreaches(versions: ReadonlyMap<string, readonly number[]>, stored: readonly StoredResource[]): string[] {
  return stored
    .filter(({ id, version }) => versions.get(id)?.length !== version)
    .map(({ id, version }) => `${id}: stored at version ${version}, ${versions.get(id)?.length ?? 0} events published`);
}

function acknowledgementBreaches(versions: ReadonlyMap<string, readonly number[]>, ledger: Ledger): string[] {
  return [...ledger.acknowledged]
    .filter(([id, version]) => (versions.get(id)?.length ?? 0) < version)
    .map(([id, version]) => `${id}: version ${version} was answered 2xx and is not on the topic`);
}

function auditBreaches(versions: ReadonlyMap<string, readonly number[]>, audited: readonly AuditedWrite[]): string[] {
  const entries = new Map<string, number>();
  for (const { resourceId, resourceVersion } of audited) {
    const place = `${resourceId}#${resourceVersion}`;
    entries.set(place, (entries.get(place) ?? 0) + 1);
  }
  const found: string[] = [];
  for (const [id, list] of versions) {
    for (const version of list) {
      const count = entries.get(`${id}#${version}`) ?? 0;
      if (count !== 1) found.push(`${id}: ${count} audit entries for version ${version}`);
      entries.delete(`${id}#${version}`);
    }
  }
  for (const place of entries.keys()) found.push(`${place}: audited, and never published`);
  return found;
}
