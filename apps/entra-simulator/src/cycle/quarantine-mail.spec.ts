import { describe, expect, it } from '@jest/globals';
import { jobFromJson } from './job-json.js';
import { DEFAULT_SETTINGS, newJob, type Job, type QuarantineReason } from './job.js';
import { quarantineMail } from './quarantine-mail.js';
import { quarantined } from './schedule.js';

const NOW = '2026-01-01T00:00:00.000Z';
const notification = { address: 'it@contoso.example', smtpUrl: 'smtp://127.0.0.1:7325' };
const job = newJob('scim.tenant.1', NOW, { ...DEFAULT_SETTINGS, notification });

function inQuarantine(reason: QuarantineReason | null, before: Job = job): Job {
  if (reason === null) return { ...before, quarantine: null };
  return {
    ...before,
    quarantine: quarantined(before.quarantine, NOW, { reason, error: 'StatusCode: 401\n  Message' }),
  };
}

describe('the mail of a quarantine', () => {
  it.each<[string, readonly (QuarantineReason | null)[], number]>([
    ['is sent when it begins', ['EncounteredQuarantineException'], 1],
    ['once, however often it is tried', ['EncounteredQuarantineException', 'EncounteredQuarantineException'], 1],
    ['again when the reason changes', ['EncounteredQuarantineException', 'TooManyDeletes', 'TooManyDeletes'], 2],
    ['and not when it ends, but when another begins', ['TooManyDeletes', null, null, 'TooManyDeletes'], 2],
    ['and not of a job that is well', [null, null], 0],
  ])('%s', (_, reasons, mails) => {
    let before = job;
    const sent = reasons.filter((reason) => {
      const after = inQuarantine(reason, before);
      const mail = quarantineMail(before.quarantine, after);
      before = after;
      return mail !== null;
    });
    expect(sent).toHaveLength(mails);
  });

  it('names the reason, what the target said, and the next attempt', () => {
    const mail = quarantineMail(null, inQuarantine('EncounteredQuarantineException'));
    expect(mail).toMatchObject({ from: 'Microsoft Azure <azure-noreply@microsoft.com>', to: 'it@contoso.example' });
    for (const said of ['EncounteredQuarantineException', 'StatusCode: 401 Message', '2026-01-01T06:00']) {
      expect(mail?.text).toContain(said);
    }
  });

  it('goes to nobody where no address was given, or the job is of an earlier version', () => {
    const silent = { ...inQuarantine('TooManyDeletes'), settings: DEFAULT_SETTINGS };
    expect(quarantineMail(null, silent)).toBeNull();
    const { notification: _, ...settings } = DEFAULT_SETTINGS;
    const earlier = jobFromJson(JSON.stringify({ ...silent, settings, links: [], escrows: [] }));
    expect(quarantineMail(null, earlier)).toBeNull();
  });
});
