import { ago, PERSON, uuid } from './scenario.js';

const CORE = [
  ['Ada', 'Lovelace', 'Chief engineer', 'Engineering'],
  ['Misaki', '佐藤', 'Designer', 'Design'],
  ['Layla', 'الحسن', 'Counsel', 'Legal'],
  ['Zoë', 'O’Hara-Šimůnková', null, null],
  ['<b>Bobby</b>', '"Tables"', 'Robert’); drop table employees; --', 'Security & Trust'],
] as const;

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** As many as a page of a company that is large, in whatever state. */
export function employee(number: number): Record<string, unknown> {
  const [givenName, familyName, title, department] = CORE[number % CORE.length] ?? CORE[0];
  return {
    id: uuid(4_096 + number),
    userName: `person-${number}@contoso.example`,
    externalId: uuid(8_192 + number),
    displayName: `${givenName} ${familyName}`,
    name: { formatted: null, givenName, familyName, middleName: null },
    active: number % 7 !== 3,
    department,
    title,
    employeeNumber: String(10_000 + number),
    mail: `person-${number}@contoso.example`,
    emails: [{ value: `person-${number}@contoso.example`, type: 'work', primary: true }],
    phoneNumbers: [{ value: '+49 30 901820', type: 'work' }],
    managerId: number === 0 ? null : uuid(4_096),
    manager: number === 0 ? null : { id: uuid(4_096), displayName: 'Ada Lovelace', active: true },
    references: [],
    extensions: {},
    version: 3,
    changedAt: ago(60 * number + 5),
  };
}

/** Of ids that a page asks for at once; whoever is none of these is left out. */
export function namedBy(query: URLSearchParams): readonly Record<string, unknown>[] {
  const [ids, active] = [query.getAll('id'), query.get('active')];
  const known = [...Array.from({ length: 20 }, (_, number) => employee(number)), { ...employee(1), id: PERSON }];
  return known.filter(
    (one) => ids.includes(String(one['id'])) && (active === null || String(one['active']) === active),
  );
}
