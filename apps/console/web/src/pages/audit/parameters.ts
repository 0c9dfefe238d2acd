export type AuditFilter = Readonly<
  Record<'person' | 'path' | 'value' | 'type' | 'outcome' | 'requestId' | 'from' | 'to', string>
>;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** As the API's parameters: a person is the beginning of a name, or an id. */
export function parametersOf({ person, ...rest }: AuditFilter): Readonly<Record<string, string>> {
  const who = UUID.test(person) ? { resource: person } : { person };
  return Object.fromEntries(Object.entries({ ...rest, ...who }).filter(([, value]) => value !== ''));
}
