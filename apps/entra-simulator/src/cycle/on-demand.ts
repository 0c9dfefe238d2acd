import { randomUUID } from 'node:crypto';
import type { SourceDirectory } from '../directory/model.js';
import type { ProvisioningObjectSummary } from '../logs/model.js';
import type { Target } from '../wire/target.js';
import type { Job } from './model.js';
import { newCounts, type Run } from './run.js';
import { testConnection } from './run-cycle.js';
import { planUsers, provisionUsers } from './users.js';

/**
 * One user, now: test connection, import, scope, match, action. The flag of the tenant URL is not heeded (Microsoft Learn,
 * "Provision on demand"), and nobody is deleted or restored by it.
 */
export async function onDemand(
  job: Job,
  directory: SourceDirectory,
  { target, targetUrl, id }: { readonly target: Target; readonly targetUrl: string; readonly id: string },
): Promise<{ readonly job: Job; readonly entries: readonly ProvisioningObjectSummary[] }> {
  const trouble = await testConnection(target);
  if (trouble !== null) throw new Error(`Test Connection failed: ${trouble}`);
  const entries: ProvisioningObjectSummary[] = [];
  const run: Run = {
    ...{ target, directory, settings: { ...job.settings, dialect: 'legacy' }, isInitial: true, concurrency: 1 },
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
  await provisionUsers(
    run,
    planUsers(run).filter((planned) => planned.id === id),
  );
  return { job: { ...job, links: run.links, escrows: run.escrows }, entries };
}
