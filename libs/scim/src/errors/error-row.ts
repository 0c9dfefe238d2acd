/** RFC 7644 §3.12, table 9; the cursor rows are RFC 9865 §2.3. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

export interface ErrorRow {
  readonly status: number;
  readonly scimType: ScimType | null;
  readonly clause: string;
  /** What was wrong, and what an administrator does about it: together the detail, unless the code says more. */
  readonly when: string;
  readonly remedy: string;
  readonly detail: string;
}

export const row = (
  status: number,
  scimType: ScimType | null,
  clause: string,
  ...[when, remedy]: Sentences
): ErrorRow => ({
  status,
  scimType,
  clause,
  when,
  remedy,
  detail: `${when} ${remedy}`,
});
type Sentences = readonly [when: string, remedy: string];
