import { migration } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from '../database.js';
import { ledgerGuards } from '../guards.js';

/**
 * What schema.ts gives fresh tables, for those that are there. The process of the release before goes on as it did; its
 * `parked release` and `discard` are refused, and the new one's take a role of their own.
 */
export const Guards10 = migration('Guards0000000000010', () => [
  ...ledgerGuards(LIVE_SCHEMA),
  // A released event may be an act: who was revoked by it is kept (libs/service, recordRevocations).
  `grant select, insert, delete on public.revocations to ${DATABASE.roles.parked}`,
]);
