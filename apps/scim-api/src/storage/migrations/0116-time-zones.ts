import { migration } from '#postgres';

/** Where the days of a tenant begin and end. A replica of the release before goes on, and leaves it as it is. */
export const TimeZones0116 = migration('TimeZones1764000000116', () => [
  `alter table tenants add column time_zone text not null default 'UTC'`,
]);
