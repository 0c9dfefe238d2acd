import type { Check, Level, Needs } from '../check.js';
import type { Probe } from '../probe.js';

/** A check of a profile, by the section that asks for it. */
export interface ProfileRow {
  readonly id: string;
  readonly section: string;
  readonly level?: Level;
  readonly expected: string;
  readonly needs?: Needs;
  readonly run: (probe: Probe) => Promise<void>;
}

/** A profile's rows as checks, MUST where a row does not say otherwise; `document` is what their sources name. */
export function profileChecks(
  profile: 'interop' | 'ipsie',
  document: string,
  rows: readonly ProfileRow[],
): readonly Check[] {
  return rows.map(({ section, level = 'MUST', ...row }) => ({
    ...row,
    id: `${profile}.${row.id}`,
    level,
    profile,
    source: `${document}, ${section}`,
  }));
}
