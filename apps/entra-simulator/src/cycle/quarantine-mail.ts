import type { Job, Quarantine } from './job.js';

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

// Microsoft Learn, "Quarantine status"; the wording of the mail itself is documented nowhere.
const FROM = 'Microsoft Azure <azure-noreply@microsoft.com>';

/**
 * One mail when the job enters quarantine, also because of too many deletions, and one more when the reason changes:
 * none for single failures, for further attempts, or when it is over.
 */
export function quarantineMail(before: Quarantine | null, { id, settings, quarantine }: Job): Mail | null {
  const { notification } = settings;
  if (notification === null || quarantine === null || before?.reason === quarantine.reason) return null;
  const lines = [
    `The provisioning job ${id} is in quarantine.`,
    '',
    `Reason: ${quarantine.reason}`,
    quarantine.error.replace(/\s+/g, ' ').trim(),
    '',
    `Since ${quarantine.began}; the next attempt is at ${quarantine.nextAttempt}.`,
    'After 28 days in quarantine the job is disabled.',
  ];
  const subject = 'Provisioning of SCIM application is in quarantine';
  return { from: FROM, to: notification.address, subject, text: lines.join('\n') };
}
