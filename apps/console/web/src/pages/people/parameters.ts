export type PeopleFilter = Readonly<Record<'q' | 'department' | 'active', string>>;

/** As the API's parameters. */
export function parametersOf({ q, department, active }: PeopleFilter): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries({ search: q, department, active }).filter(([, value]) => value !== ''));
}
