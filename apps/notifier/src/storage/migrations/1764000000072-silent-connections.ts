import { migration } from '#postgres';

/** Connections whose refusals are not mailed; null where no event has said so yet. */
export const SilentConnections1764000000072 = migration('SilentConnections1764000000072', () => [
  'alter table projection.tenants add column silent jsonb',
]);
