/** The connection string with a session's settings beside those that it has, each `name=value`. */
export function withSettings(url: string, settings: readonly string[]): string {
  const result = new URL(url);
  const options = [result.searchParams.get('options'), ...settings.map((setting) => `-c ${setting}`)];
  result.searchParams.set('options', options.filter((option) => option !== null).join(' '));
  return result.href;
}

/**
 * For sessions whose statements look up rows by key, and no more: their plans are made once, perhaps while the tables are
 * empty, and only those by index are right for all sizes. A plan that joins by hashing read 2,500 rows for each event
 * (0.7 ms, and 15 at 50,000); without a kept plan, planning takes longer (0.65 ms) than the statement (0.1).
 */
export const BY_INDEX: readonly string[] = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
];

/** What undoes {@link BY_INDEX}: each statement is planned for its values. */
export const BY_VALUES: readonly string[] = [
  'plan_cache_mode=force_custom_plan',
  'enable_seqscan=on',
  'enable_hashjoin=on',
  'enable_mergejoin=on',
];

/**
 * For sessions whose effects can be had again: COMMIT is answered before it is on the disk. A crash takes back whole
 * transactions, the last third of a second of them, and none that another, waited for, has followed.
 */
export const REPEATABLE: readonly string[] = ['synchronous_commit=off'];
