import { migration } from '#postgres';

/** Where mails about a connection go; none: to its tenant's notification address. */
export const NotificationAddresses0037 = migration('NotificationAddresses1764000000037', () => [
  `alter table connections add column notification_addresses text[] not null default '{}'
     check (cardinality(notification_addresses) <= 5)`,
  `grant update (notification_addresses) on connections to rollcall_admin`,
]);
