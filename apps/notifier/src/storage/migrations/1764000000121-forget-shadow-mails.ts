import { migration } from '#postgres';

/** What would have been mailed about shadow connections is kept for some time only. */
export const ForgetShadowMails1764000000121 = migration('ForgetShadowMails1764000000121', () => [
  'grant delete on mailing.shadow_mails to rollcall_notifier',
]);
