/** One constellation with its faults, too long for `npm test`, run by `npm run faults -- --stage <name>`. */
export interface Stage {
  /** What is tried, in one line. */
  readonly about: string;
  /** Prints what it finds as it goes. False: something that must always hold did not. */
  run(say: (line: string) => void): Promise<boolean>;
}

/** Rows under headings, in columns as wide as their longest cell. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [headings, ...rows].map((row) => row.map(String));
  const widths = headings.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells.map((cell, column) => cell[column === 0 ? 'padEnd' : 'padStart'](widths[column] ?? 0)).join('  '),
    )
    .join('\n');
}
