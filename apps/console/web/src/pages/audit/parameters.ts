import { isId } from '../../api/id.ts';

export type AuditFilter = Readonly<
  Record<'person' | 'path' | 'value' | 'type' | 'outcome' | 'requestId' | 'from' | 'to', string>
>;

/** As the API's parameters: a person is the beginning of a name, or an id. */
export function parametersOf({ person, ...rest }: AuditFilter): Readonly<Record<string, string>> {
  const who = isId(person) ? { resource: person } : { person };
  return Object.fromEntries(Object.entries({ ...rest, ...who }).filter(([, value]) => value !== ''));
}
