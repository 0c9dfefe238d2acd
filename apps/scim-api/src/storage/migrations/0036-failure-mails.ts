import { migration } from '#postgres';

/** Whether refusals of a connection are mailed: Entra's "Send an email notification when a failure occurs". */
export const FailureMails0036 = migration('FailureMails1764000000036', () => [
  `alter table connections add column notify_on_failure boolean not null default true`,
  `grant update (notify_on_failure) on connections to rollcall_admin`,
]);
