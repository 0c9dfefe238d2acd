/** What the digest of a mailbox says: how many mails it stands for, of which kind, and what each was about. */
export interface GatheredFacts {
  readonly counts: Readonly<Record<string, number>>;
  /** Subjects of the first of them. */
  readonly lines: readonly string[];
  readonly firstAt: string;
  readonly lastAt: string;
}

const LINES_KEPT = 50;

export function gather(
  soFar: GatheredFacts | null,
  { template, line, at }: { readonly template: string; readonly line: string; readonly at: Date },
): GatheredFacts {
  const { counts = {}, lines = [], firstAt = at.toISOString() } = soFar ?? {};
  return {
    counts: { ...counts, [template]: (counts[template] ?? 0) + 1 },
    lines: lines.length < LINES_KEPT ? [...lines, line] : lines,
    firstAt,
    lastAt: at.toISOString(),
  };
}
