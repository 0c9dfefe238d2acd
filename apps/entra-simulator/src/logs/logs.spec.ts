import { describe, expect, it } from '@jest/globals';
import { ChangeRecord } from '../cycle/record.js';
import { toCsv } from './csv.js';
import { parseLogFilter } from './query.js';

const context = {
  tenantId: 't',
  jobId: 'j',
  cycleId: 'c',
  servicePrincipal: { id: 's', displayName: 'App' },
  targetUrl: 'https://target.example',
  now: '2026-01-02T00:00:00.000Z',
  newId: () => 'id',
};
const record = new ChangeRecord(context, { kind: 'User', id: 'u', displayName: '=HYPERLINK("x"), "Ada"', details: {} });
record.step('EntryExportAdd', 'export', 'created, it was');
record.modify('title', null, 'x\ny');
const failure = { errorCode: 'EntryConflict', reason: 'it’s taken', recommendedAction: 'rename', isReference: false };
const [fine, failed] = [record.entry('create', null), record.entry('update', failure)];

describe('the filter of the log', () => {
  it.each([
    ["provisioningAction eq 'create'", [true, false]],
    ["provisioningStatusInfo/status eq 'failure'", [false, true]],
    ["contains(sourceIdentity/displayName, 'Ada')", [true, true]],
    ["contains(sourceIdentity/displayName, 'ada')", [false, false]],
    [
      "provisioningStatusInfo/errorInformation/errorCode eq 'EntryConflict' and provisioningAction eq 'update'",
      [false, true],
    ],
    ['activityDateTime gt 2026-01-01T00:00:00Z', [true, true]],
    ['activityDateTime lt 2026-01-01T00:00:00Z', [false, false]],
    ["jobId eq 'a '' and '' b'", [false, false]],
  ])('%s', (filter, expected) => {
    expect([fine, failed].map(parseLogFilter(filter))).toEqual(expected);
  });

  it.each(['', 'x', "provisioningAction ne 'create'", 'x'.repeat(3_000)])('%j is refused with a reason', (filter) => {
    expect(() => parseLogFilter(filter)).toThrow(/cannot be read|longer than/);
  });
});

describe('the download', () => {
  const files = toCsv([fine, failed]);

  it('is three tables that the change id joins', () => {
    expect(Object.keys(files)).toEqual([
      'ProvisioningLogs',
      'ProvisioningLogs_ProvisioningSteps',
      'ProvisioningLogs_ModifiedProperties',
    ]);
    expect(files.ProvisioningLogs_ProvisioningSteps).toBe(
      'changeId,name,provisioningStepType,status,description\r\n' +
        'id,EntryExportAdd,export,success,"created, it was"\r\n'.repeat(2),
    );
  });

  it('quotes what needs it, and lets no cell be a formula', () => {
    expect(files.ProvisioningLogs).toContain(`"'=HYPERLINK(""x""), ""Ada"""`);
    expect(files.ProvisioningLogs_ModifiedProperties).toContain('id,title,,"x\ny"');
  });
});
