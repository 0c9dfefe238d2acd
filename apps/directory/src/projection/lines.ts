/** What a line says of a person: under which manager, and by which names others name the person. Keys, as they are compared. */
export interface LineFacts {
  readonly active: boolean;
  readonly managerId: string | null;
  readonly managerMailKey: string | null;
  readonly mailKey: string | null;
  readonly employeeNumber: string | null;
}

/** The line that holds until something is said otherwise. */
export interface OpenLine extends LineFacts {
  /** By which it began. */
  readonly version: number;
}

export interface Line extends OpenLine {
  readonly validFrom: string;
  readonly validTo: string;
}

/** A version, as far as lines go. */
export interface Moment {
  readonly version: number;
  readonly at: string;
  /** null: deleted, which ends the line and begins none. */
  readonly facts: LineFacts | null;
}

export interface Drawn {
  /** The line that was open before, where it is not any more. */
  readonly ended: { readonly version: number; readonly validTo: string } | null;
  readonly lines: readonly Line[];
}

/** As PostgreSQL writes a time that never comes. */
export const OPEN_END = 'infinity';

/**
 * The lines of one person's versions, in their order: one begins where what it says changes, and the one before ends there.
 * Two versions of one time make a line of no length, which no question ever sees. Pure: however the versions are cut into
 * batches, the lines are the same.
 *
 * @param open the line that holds before the first of them
 */
export function drawLines(open: OpenLine | null, moments: readonly Moment[]): Drawn {
  const lines: Line[] = [];
  let ended: Drawn['ended'] = null;
  let current = open;
  for (const { version, at, facts } of moments) {
    if (current !== null && facts !== null && isSame(current, facts)) continue;
    if (current !== null) {
      const last = lines.at(-1);
      if (last === undefined) ended = { version: current.version, validTo: at };
      else if (last.validTo === OPEN_END) lines[lines.length - 1] = { ...last, validTo: at };
    }
    current = facts === null ? null : { ...facts, version };
    if (current !== null) lines.push({ ...current, validFrom: at, validTo: OPEN_END });
  }
  return { ended, lines };
}

function isSame(one: LineFacts, other: LineFacts): boolean {
  return (
    one.active === other.active &&
    one.managerId === other.managerId &&
    one.managerMailKey === other.managerMailKey &&
    one.mailKey === other.mailKey &&
    one.employeeNumber === other.employeeNumber
  );
}
