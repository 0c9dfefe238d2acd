/** The database and its ordinary roles: `directory` folds the events of all tenants, `reader` answers one tenant's requests. */
export const DATABASE = {
  name: 'rollcall_directory',
  roles: { directory: 'rollcall_directory', reader: 'rollcall_directory_reader' },
} as const;

/** The schema that the live service reads and writes; `rebuild` folds into another one and swaps the names. */
export const LIVE_SCHEMA = 'projection';
