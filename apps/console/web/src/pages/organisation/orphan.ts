interface Person {
  readonly managerId: string | null;
  readonly manager: object | null;
}

/** Has a manager, whom nobody knows. */
export function isOrphan({ managerId, manager }: Person): boolean {
  return managerId !== null && manager === null;
}
