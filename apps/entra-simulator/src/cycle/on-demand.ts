import type { Source } from '../source/source.js';
import type { ProvisioningObjectSummary } from '../logs/log-entry.js';
import type { Target } from '../wire/target.js';
import type { Job } from './job.js';
import { entitledUsers } from './decide.js';
import { provisionGroups } from './groups.js';
import { startRun } from './run.js';
import { testConnection } from './run-cycle.js';
import { planUser, provisionUsers } from './users.js';

const MAX_MEMBERS = 5;

export interface OnDemand {
  readonly target: Target;
  readonly targetUrl: string;
  readonly subject: { readonly kind: 'user' | 'group'; readonly id: string };
}

/**
 * One user, or one group of at most five members, now: test connection, import, scope, match, action. The flag of the
 * tenant URL is not heeded (Microsoft Learn, "Provision on demand"), and nobody is deleted by it.
 *
 * @throws Error when the target cannot be reached, or the group is too large
 */
export async function onDemand(
  job: Job,
  source: Source,
  { target, targetUrl, subject }: OnDemand,
): Promise<{ readonly job: Job; readonly entries: readonly ProvisioningObjectSummary[] }> {
  const group = subject.kind === 'group' ? source.groups.get(subject.id) : undefined;
  if (group !== undefined && group.members.length > MAX_MEMBERS) {
    throw new Error(
      `${group.displayName} has ${group.members.length} members; on demand takes groups of up to ${MAX_MEMBERS}`,
    );
  }
  const trouble = await testConnection(target);
  if (trouble !== null) throw new Error(`Test Connection failed: ${trouble}`);
  const entries: ProvisioningObjectSummary[] = [];
  const only = withOnly(source, subject);
  const log = (entry: ProvisioningObjectSummary): void => void entries.push(entry);
  const parts = { target, targetUrl, source: only, log, concurrency: 1, onProgress: () => undefined };
  const escrows = dueAtOnce(job, subject.id);
  const afresh: Job = { ...job, escrows, watermark: null, settings: { ...job.settings, dialect: 'legacy' } };
  const run = startRun(afresh, parts);
  if (subject.kind === 'group') await provisionGroups(run, []);
  else await provisionUsers(run, [planUser(run, subject.id, entitledUsers(source))]);
  return { job: { ...job, links: run.links, escrows: run.escrows }, entries };
}

/** Whoever is asked for by name does not wait in escrow. */
function dueAtOnce({ escrows, now }: Job, id: string): Job['escrows'] {
  return new Map([...escrows].map(([key, one]) => [key, key.startsWith(id) ? { ...one, nextAttempt: now } : one]));
}

function withOnly(source: Source, { kind, id }: OnDemand['subject']): Source {
  if (kind === 'user') return source;
  return { ...source, assigned: { ...source.assigned, groups: new Set([id]) } };
}
