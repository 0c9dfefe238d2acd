import type { Change } from '#contracts';
import { remedyOf, type Item } from './item.js';

/** What Entra calls what became of it. */
const ACTIONS: Partial<Record<Item['outcome'], string>> = {
  created: 'create',
  updated: 'update',
  reactivated: 'update',
  disabled: 'disable',
  deleted: 'delete',
};

/**
 * A write in the shape of Entra's log (Microsoft Graph, `provisioningObjectSummary`), so that the two can be laid side by side.
 * What only the source knows is null.
 *
 * @param changes with their values, as long as the outbox has them
 */
export function provisioningSummaryOf(tenantId: string, item: Item, changes: readonly Change[] | undefined): object {
  return {
    id: item.requestId,
    activityDateTime: item.time,
    tenantId,
    jobId: item.connectionId,
    cycleId: null,
    changeId: item.followed?.eventId ?? null,
    provisioningAction: ACTIONS[item.outcome] ?? 'other',
    durationInMilliseconds: item.ms,
    initiatedBy: { id: item.connectionId, displayName: null, initiatorType: 'system' },
    servicePrincipal: { id: item.connectionId, displayName: null },
    sourceSystem: { id: item.connectionId, displayName: null, details: {} },
    targetSystem: { id: tenantId, displayName: 'Rollcall', details: { path: item.path } },
    sourceIdentity: identityOf(item, item.externalId),
    targetIdentity: identityOf(item, item.resourceId),
    modifiedProperties: propertiesOf(item, changes),
    provisioningSteps: [stepOf(item)],
    provisioningStatusInfo: { status: statusOf(item), errorInformation: errorOf(item) },
  };
}

function identityOf({ userName, resourceType }: Item, id: string | null): object {
  return { id, displayName: userName, identityType: resourceType, details: {} };
}

function propertiesOf({ changed }: Item, changes: readonly Change[] | undefined): readonly object[] {
  if (changes === undefined) return changed.map((displayName) => ({ displayName, oldValue: null, newValue: null }));
  return changes.map(({ path, before, after }) => ({
    displayName: path,
    oldValue: textOf(before),
    newValue: textOf(after),
  }));
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function stepOf(item: Item): object {
  return {
    name: 'EntryExport',
    provisioningStepType: 'export',
    status: statusOf(item),
    description: `${item.method ?? 'A write'} was answered ${item.status}`,
    details: { requestId: item.requestId, version: item.followed?.version ?? null },
  };
}

function statusOf({ outcome }: Item): string {
  if (outcome === 'refused' || outcome === 'failed') return 'failure';
  return outcome === 'unchanged' ? 'skipped' : 'success';
}

function errorOf({ code, place, status, outcome }: Item): object | null {
  if (code === null) return null;
  return {
    errorCode: code,
    reason: place,
    additionalDetails: `HTTP ${status}`,
    errorCategory: outcome === 'failed' ? 'serviceFailure' : 'nonServiceFailure',
    recommendedAction: remedyOf(code),
  };
}
