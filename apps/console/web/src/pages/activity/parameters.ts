export type ActivityFilter = Readonly<Record<'requestId' | 'person' | 'code' | 'connection' | 'from' | 'to', string>>;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** As the API's parameters: a person is somebody's id or user name. */
export function parametersOf({ person, ...rest }: ActivityFilter): Readonly<Record<string, string>> {
  const who = UUID.test(person) ? { resourceId: person } : { userName: person };
  return Object.fromEntries(Object.entries({ ...rest, ...who }).filter(([, value]) => value !== ''));
}
