import type { UserResource } from '#contracts';
import { displayName } from '../../projection/evolve-employee.js';
import { NAME_SHOWN } from './manager-named.js';

const part = (row: string, path: string): string => `left(${row}.resource #>> '${path}', ${NAME_SHOWN})`;

/** What a person is called by, and told apart from a namesake, of a version: of each text its beginning. */
export const nameParts = (row: string): string => `${part(row, '{userName}')} as "userName",
                ${part(row, '{displayName}')} as "displayName",
                jsonb_strip_nulls(jsonb_build_object(
                  'formatted', ${part(row, '{name,formatted}')},
                  'givenName', ${part(row, '{name,givenName}')},
                  'familyName', ${part(row, '{name,familyName}')})) as name,
                ${part(row, '{title}')} as title,
                ${part(row, '{urn:ietf:params:scim:schemas:extension:enterprise:2.0:User,department}')} as department`;

/** As {@link nameParts} gives it. */
export interface NamePartsRow {
  readonly userName: string;
  readonly displayName: string | null;
  readonly name: UserResource['name'] | null;
  readonly title: string | null;
  readonly department: string | null;
}

export interface CalledPerson {
  readonly userName: string;
  readonly displayName: string;
  readonly title: string | null;
  readonly department: string | null;
}

export function calledAs({ userName, displayName: given, name, title, department }: NamePartsRow): CalledPerson {
  const shown = displayName({ userName, displayName: given ?? '', name: name ?? {} });
  return { userName, displayName: shown, title, department };
}
