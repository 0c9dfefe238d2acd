/**
 * The database and its ordinary roles: `audit` writes the log of all tenants, `reader` answers one tenant's requests, and
 * `parked` says what becomes of a parked event; no process that runs all the time has the last.
 */
export const DATABASE = {
  name: 'rollcall_audit',
  roles: { audit: 'rollcall_audit', reader: 'rollcall_audit_reader', parked: 'rollcall_audit_parked' },
} as const;

/** The schema that the live service reads and writes; `rebuild` folds into another one and swaps the names. */
export const LIVE_SCHEMA = 'projection';
