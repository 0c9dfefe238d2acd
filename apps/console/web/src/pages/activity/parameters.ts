import { isId } from '../../api/id.ts';

export type ActivityFilter = Readonly<Record<'requestId' | 'person' | 'code' | 'connection' | 'from' | 'to', string>>;

/** As the API's parameters: a person is somebody's id or user name. */
export function parametersOf({ person, ...rest }: ActivityFilter): Readonly<Record<string, string>> {
  const who = isId(person) ? { resourceId: person } : { userName: person };
  return Object.fromEntries(Object.entries({ ...rest, ...who }).filter(([, value]) => value !== ''));
}
