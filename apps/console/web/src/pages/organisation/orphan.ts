interface Person {
  readonly managerId: string | null;
  /** Not told where whoever has none that is known is left out. */
  readonly manager?: object | null;
}

/** Has a manager, whom nobody knows. */
export function isOrphan({ managerId, manager }: Person): boolean {
  return managerId !== null && manager === null;
}
