export const KINDS = ['joined', 'left', 'activated', 'deactivated', 'moved', 'changed'] as const;
export type Kind = (typeof KINDS)[number];

interface Values {
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Each path with its value at both dates; of who joined or left the whole person would be told, so nothing is. */
export function changesOf({ before, after }: Values): readonly Change[] {
  if (before === null || after === null) return [];
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return paths.map((path) => ({ path, before: before[path] ?? null, after: after[path] ?? null }));
}
