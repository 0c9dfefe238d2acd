/** What whoever asks is let do, beyond their role: another administrator has approved it, or there is none. */
export interface Approved {
  /** As the audit log names it. */
  readonly act: string;
  readonly object: string;
  /** The account that approved it; null: there was nobody to ask. */
  readonly by: string | null;
}

/** The claim: who approved it, or `alone`. */
export type ApprovedClaim = { readonly act: string; readonly object: string } & (
  { readonly by: string } | { readonly alone: true }
);

const ACT = /^[a-z-]{1,50}\.[a-z-]{1,50}$/;
const OBJECT = /^[\x21-\x7e]{1,200}$/;
const ACCOUNT = /^[\w-]{1,100}$/;

/** null: it says neither who approved it nor that nobody could, or says more. */
export function approvedIn(value: unknown): Approved | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { act, object, by, alone, ...more }: Partial<Record<string, unknown>> = { ...value };
  if (Object.keys(more).length > 0 || !fits(act, ACT) || !fits(object, OBJECT)) return null;
  if (alone === true && by === undefined) return { act, object, by: null };
  return alone === undefined && fits(by, ACCOUNT) ? { act, object, by } : null;
}

export function approvedClaim({ act, object, by }: Approved): ApprovedClaim {
  return by === null ? { act, object, alone: true } : { act, object, by };
}

function fits(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}
