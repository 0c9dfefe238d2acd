import { randomUUID } from 'node:crypto';
import type { SourceDirectory } from '../directory/model.js';
import type { ProvisioningObjectSummary } from '../logs/model.js';
import type { Target } from '../wire/target.js';
import type { Job } from './model.js';
import { provisionGroups } from './groups.js';
import { newCounts, type Run } from './run.js';
import { testConnection } from './run-cycle.js';
import { planUsers, provisionUsers } from './users.js';

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
  directory: SourceDirectory,
  { target, targetUrl, subject }: OnDemand,
): Promise<{ readonly job: Job; readonly entries: readonly ProvisioningObjectSummary[] }> {
  const group = subject.kind === 'group' ? directory.groups.get(subject.id) : undefined;
  if (group !== undefined && group.members.length > MAX_MEMBERS) {
    throw new Error(
      `${group.displayName} has ${group.members.length} members; on demand takes groups of up to ${MAX_MEMBERS}`,
    );
  }
  const trouble = await testConnection(target);
  if (trouble !== null) throw new Error(`Test Connection failed: ${trouble}`);
  const entries: ProvisioningObjectSummary[] = [];
  const run: Run = {
    ...{
      target,
      directory: withOnly(directory, subject),
      settings: { ...job.settings, dialect: 'legacy' },
      isInitial: true,
      concurrency: 1,
    },
    context: {
      ...{
        tenantId: job.id.split('.')[1] ?? '',
        jobId: job.id,
        cycleId: randomUUID(),
        now: job.now,
        newId: randomUUID,
      },
      ...{ servicePrincipal: { id: job.id, displayName: 'SCIM application' }, targetUrl },
    },
    ...{ links: new Map(job.links), escrows: new Map(job.escrows), counts: newCounts() },
    log: (entry) => entries.push(entry),
    onProgress: () => undefined,
  };
  if (subject.kind === 'group') await provisionGroups(run, []);
  else
    await provisionUsers(
      run,
      planUsers(run).filter(({ id }) => id === subject.id),
    );
  return { job: { ...job, links: run.links, escrows: run.escrows }, entries };
}

function withOnly(directory: SourceDirectory, { kind, id }: OnDemand['subject']): SourceDirectory {
  if (kind === 'user') return directory;
  return { ...directory, assigned: { ...directory.assigned, groups: new Set([id]) } };
}
