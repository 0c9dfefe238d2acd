import type { ProvisioningObjectSummary } from './log-entry.js';

/** The three files that the portal's download holds, joined on the change id. */
export type CsvFiles = Readonly<
  Record<'ProvisioningLogs' | 'ProvisioningLogs_ProvisioningSteps' | 'ProvisioningLogs_ModifiedProperties', string>
>;

export function toCsv(entries: readonly ProvisioningObjectSummary[]): CsvFiles {
  return {
    ProvisioningLogs: table(
      [
        'id',
        'activityDateTime',
        'jobId',
        'cycleId',
        'changeId',
        'provisioningAction',
        'durationInMilliseconds',
        'status',
      ],
      ['sourceId', 'sourceDisplayName', 'targetId', 'identityType', 'errorCode', 'reason', 'recommendedAction'],
      entries.map((entry) => {
        const { sourceIdentity, targetIdentity, provisioningStatusInfo: info } = entry;
        const error = info.errorInformation;
        return [
          entry.id,
          entry.activityDateTime,
          entry.jobId,
          entry.cycleId,
          entry.changeId,
          entry.provisioningAction,
          entry.durationInMilliseconds,
          info.status,
          sourceIdentity.id,
          sourceIdentity.displayName,
          targetIdentity.id,
          sourceIdentity.identityType,
          error?.errorCode,
          error?.reason,
          error?.recommendedAction,
        ];
      }),
    ),
    ProvisioningLogs_ProvisioningSteps: table(
      ['changeId', 'name', 'provisioningStepType', 'status', 'description'],
      [],
      entries.flatMap(({ changeId, provisioningSteps }) =>
        provisioningSteps.map((step) => [
          changeId,
          step.name,
          step.provisioningStepType,
          step.status,
          step.description,
        ]),
      ),
    ),
    ProvisioningLogs_ModifiedProperties: table(
      ['changeId', 'displayName', 'oldValue', 'newValue'],
      [],
      entries.flatMap(({ changeId, modifiedProperties }) =>
        modifiedProperties.map(({ displayName, oldValue, newValue }) => [changeId, displayName, oldValue, newValue]),
      ),
    ),
  };
}

type Cell = string | number | null | undefined;

function table(head: readonly string[], more: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [[...head, ...more], ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** RFC 4180; what a spreadsheet would take for a formula is kept from being one. */
function cell(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value !== 'number' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
