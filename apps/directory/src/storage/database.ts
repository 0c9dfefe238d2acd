/** The database and its ordinary roles: `directory` folds the events of all tenants, `reader` answers one tenant's requests. */
export const DATABASE = {
  name: 'rollcall_directory',
  roles: { directory: 'rollcall_directory', reader: 'rollcall_directory_reader' },
} as const;

/** The schema that the live service reads and writes; `rebuild` folds into another one and swaps the names. */
export const LIVE_SCHEMA = 'projection';

/**
 * The URL with a search path, so that statements name tables without their schema. Set by the connection and not on the
 * role, because a role's settings are not part of a database's dump.
 */
export function inSchema(url: string, schema: string): string {
  const result = new URL(url);
  result.searchParams.set('options', `-c search_path=${schema}`);
  return result.href;
}
