import type { Check, Level } from '../check.js';
import { expectError, expectIds } from '../expect.js';
import { textAt, wordOf } from '../json.js';
import type { Made, Probe } from '../probe.js';
import { ENTERPRISE, USER } from '../urns.js';
import { quote } from '../values.js';

/** A filter that must find the user, and one beside it that must not: a target that ignores filters passes neither. */
interface FilterRow {
  readonly id: string;
  readonly level?: Level;
  readonly source?: string;
  readonly hit: string;
  readonly miss: string;
  readonly attributes?: readonly string[];
}

const CLAUSE = 'RFC 7644 §3.4.2.2';

/** Each is asked together with `userName eq`, so that other people of the target do not count. */
const ROWS: readonly FilterRow[] = [
  { id: 'eq', hit: 'title eq "Engineer"', miss: 'title eq "Engine"', attributes: ['title'] },
  {
    id: 'eq.case',
    hit: 'title eq "eNGINEER"',
    miss: 'title eq "ENGINE"',
    attributes: ['title'],
    source: 'RFC 7643 §7',
  },
  { id: 'ne', hit: 'title ne "Pilot"', miss: 'title ne "Engineer"', attributes: ['title'] },
  { id: 'co', hit: 'title co "gine"', miss: 'title co "pilot"', attributes: ['title'] },
  { id: 'sw', hit: 'title sw "Engi"', miss: 'title sw "ngi"', attributes: ['title'] },
  { id: 'ew', hit: 'title ew "neer"', miss: 'title ew "nee"', attributes: ['title'] },
  { id: 'pr', hit: 'title pr', miss: 'profileUrl pr', attributes: ['title', 'profileUrl'] },
  { id: 'gt', hit: 'title gt "Driver"', miss: 'title gt "Engineer"', attributes: ['title'] },
  { id: 'ge', hit: 'title ge "Engineer"', miss: 'title ge "Pilot"', attributes: ['title'] },
  { id: 'lt', hit: 'title lt "Pilot"', miss: 'title lt "Engineer"', attributes: ['title'] },
  { id: 'le', hit: 'title le "Engineer"', miss: 'title le "Driver"', attributes: ['title'] },
  { id: 'wildcards', hit: 'nickName co "100%_"', miss: 'nickName co "1%0"', attributes: ['nickName'] },
  { id: 'escaped-quote', hit: 'nickName co "\\"q\\""', miss: 'nickName co "\\"r\\""', attributes: ['nickName'] },
  { id: 'boolean', hit: 'active eq true', miss: 'active eq false' },
  { id: 'boolean.ne', hit: 'active ne false', miss: 'active ne true' },
  { id: 'dateTime.gt', hit: 'meta.created gt "2001-01-01T00:00:00Z"', miss: 'meta.created lt "2001-01-01T00:00:00Z"' },
  {
    id: 'dateTime.zone',
    hit: 'meta.lastModified ge "2001-01-01T02:00:00+02:00"',
    miss: 'meta.lastModified le "2001-01-01T02:00:00+02:00"',
  },
  {
    id: 'null.eq',
    level: 'SHOULD',
    hit: 'profileUrl eq null',
    miss: 'title eq null',
    attributes: ['profileUrl', 'title'],
  },
  {
    id: 'null.ne',
    level: 'SHOULD',
    hit: 'title ne null',
    miss: 'profileUrl ne null',
    attributes: ['profileUrl', 'title'],
  },
  {
    id: 'and',
    hit: 'title eq "Engineer" and active eq true',
    miss: 'title eq "Engineer" and active eq false',
    attributes: ['title'],
  },
  {
    id: 'or',
    hit: '(title eq "Pilot" or active eq true)',
    miss: '(title eq "Pilot" or active eq false)',
    attributes: ['title'],
  },
  { id: 'not', hit: 'not (title eq "Pilot")', miss: 'not (title eq "Engineer")', attributes: ['title'] },
  {
    id: 'not.group',
    hit: 'not (title eq "Pilot" or active eq false)',
    miss: 'not (title eq "Pilot" or active eq true)',
    attributes: ['title'],
  },
  {
    id: 'precedence',
    hit: '(title eq "Engineer" or title eq "Pilot" and active eq false)',
    miss: '((title eq "Engineer" or title eq "Pilot") and active eq false)',
    attributes: ['title'],
  },
  {
    id: 'precedence.not',
    hit: '(not (title eq "Pilot") and active eq true)',
    miss: '(not (title eq "Engineer") or active eq false)',
    attributes: ['title'],
  },
  {
    id: 'postman.eq-and-or',
    source: 'Postman: filter eq and (co or co)',
    hit: 'active eq true and (title co "Engin" or title co "Pil")',
    miss: 'active eq true and (title co "Pil" or title co "Doc")',
    attributes: ['title'],
  },
  {
    id: 'names.case',
    source: 'RFC 7643 §2.1',
    hit: 'TITLE eq "Engineer"',
    miss: 'TITLE eq "Pilot"',
    attributes: ['title'],
  },
  {
    id: 'operators.case',
    hit: 'title EQ "Engineer" AND active Eq true',
    miss: 'title EQ "Pilot" AND active Eq true',
    attributes: ['title'],
  },
  {
    id: 'sub-attribute',
    hit: 'name.givenName eq "Ada"',
    miss: 'name.givenName eq "Grace"',
    attributes: ['name.givenName'],
  },
  {
    id: 'urn',
    source: 'RFC 7644 §3.10',
    hit: `${USER}:title eq "Engineer"`,
    miss: `${USER}:title eq "Pilot"`,
    attributes: ['title'],
  },
  {
    id: 'urn.extension',
    source: 'RFC 7644 §3.10',
    hit: `${ENTERPRISE}:department eq "Engines"`,
    miss: `${ENTERPRISE}:department eq "Pumps"`,
    attributes: [`${ENTERPRISE}:department`],
  },
  {
    id: 'multi-valued',
    hit: 'phoneNumbers.value eq "+44 20 1"',
    miss: 'phoneNumbers.value eq "+44 20 3"',
    attributes: ['phoneNumbers.value'],
  },
  {
    id: 'multi-valued.default',
    hit: 'phoneNumbers eq "+44 20 1"',
    miss: 'phoneNumbers eq "+44 20 3"',
    attributes: ['phoneNumbers.value'],
  },
  { id: 'multi-valued.pr', hit: 'phoneNumbers pr', miss: 'ims pr', attributes: ['phoneNumbers', 'ims'] },
  {
    id: 'value-path',
    hit: 'phoneNumbers[type eq "work"]',
    miss: 'phoneNumbers[type eq "fax"]',
    attributes: ['phoneNumbers.type'],
  },
  {
    id: 'value-path.same-element',
    hit: 'phoneNumbers[type eq "work" and value eq "+44 20 1"]',
    miss: 'phoneNumbers[type eq "work" and value eq "+44 20 2"]',
    attributes: ['phoneNumbers.type'],
  },
  {
    id: 'value-path.or',
    hit: 'phoneNumbers[type eq "fax" or value co "20 2"]',
    miss: 'phoneNumbers[type eq "fax" or value co "20 3"]',
    attributes: ['phoneNumbers.type'],
  },
  {
    id: 'value-path.not',
    hit: 'phoneNumbers[type eq "work" and not (value eq "+44 20 2")]',
    miss: 'phoneNumbers[type eq "work" and not (value eq "+44 20 1")]',
    attributes: ['phoneNumbers.type'],
  },
  {
    id: 'value-path.and',
    hit: 'phoneNumbers[type eq "mobile"] and title eq "Engineer"',
    miss: 'phoneNumbers[type eq "mobile"] and title eq "Pilot"',
    attributes: ['phoneNumbers.type', 'title'],
  },
];

/** Sent alone; each is refused with 400 invalidFilter. */
const BAD: Readonly<Record<string, string>> = {
  'unknown-operator': 'userName xx "a"',
  'no-value': 'userName eq',
  'no-operator': 'userName',
  'open-quote': 'userName eq "a',
  'open-bracket': '(userName eq "a"',
  'open-value-path': 'emails[type eq "work"',
  'dangling-and': 'userName eq "a" and',
  empty: '()',
  'boolean-order': 'active gt true',
};

export const FILTERS: readonly Check[] = [
  {
    id: 'filter.username',
    level: 'MUST',
    source: `${CLAUSE}; validator: filter existing user`,
    expected: 'userName eq finds exactly the one user',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const ada = await subject(probe);
      expectIds(await probe.find(`userName eq ${quote(ada.body.userName)}`), [ada.id]);
    },
  },
  {
    id: 'filter.username.none',
    level: 'MUST',
    source: 'RFC 7644 §3.4.2; validator: filter non-existing user',
    expected: 'a filter that nobody matches is answered 200 with totalResults 0',
    needs: { features: ['filter'] },
    run: async (probe) => expectIds(await probe.find(`userName eq ${quote(probe.name())}`), []),
  },
  {
    id: 'filter.username.case',
    level: 'MUST',
    source: 'RFC 7643 §7; validator: existing user, different case',
    expected: 'userName eq finds the user whatever the case of the value',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const ada = await subject(probe);
      expectIds(await probe.find(`userName eq ${quote(wordOf(ada.body.userName).toUpperCase())}`), [ada.id]);
    },
  },
  {
    id: 'filter.externalid',
    level: 'MUST',
    source: 'RFC 7643 §3.1 (caseExact)',
    expected: 'externalId eq finds the user by the exact value, and not by one of another case',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const ada = await subject(probe);
      const externalId = wordOf(ada.body.externalId);
      expectIds(await probe.find(`externalId eq ${quote(externalId)}`), [ada.id]);
      expectIds(await probe.find(`externalId eq ${quote(externalId.toUpperCase())}`), []);
    },
  },
  {
    id: 'filter.id',
    level: 'MUST',
    source: CLAUSE,
    expected: 'id eq finds the user',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const ada = await subject(probe);
      expectIds(await probe.find(`id eq ${quote(ada.id)}`), [ada.id]);
    },
  },
  ...ROWS.map(({ id, hit, miss, level = 'MUST', source = CLAUSE, attributes = [] }): Check => ({
    id: `filter.${id}`,
    level,
    source,
    expected: `${hit} finds the user, and ${miss} does not`,
    needs: { features: ['filter'], attributes },
    run: async (probe) => {
      const ada = await subject(probe);
      const alone = `userName eq ${quote(ada.body.userName)}`;
      expectIds(await probe.find(`${alone} and ${hit}`), [ada.id]);
      expectIds(await probe.find(`${alone} and ${miss}`), []);
    },
  })),
  ...Object.entries(BAD).map(([id, filter]): Check => ({
    id: `filter.bad.${id}`,
    level: 'MUST',
    source: `${CLAUSE}, §3.12`,
    expected: `${filter} is refused with 400 invalidFilter`,
    needs: { features: ['filter'] },
    run: async (probe) => expectError(await probe.find(filter), { status: 400, scimType: 'invalidFilter' }),
  })),
  {
    id: 'filter.root',
    level: 'MAY',
    source: 'RFC 7644 §3.4.2.1',
    expected: 'a query of the root looks through all types, and is 403, 404 or 501 where that is not offered',
    needs: { features: ['filter'], working: true },
    run: async (probe) => {
      const ada = await subject(probe);
      const filter = `meta.resourceType eq "User" and userName eq ${quote(ada.body.userName)}`;
      const answer = await probe.get('/', { filter });
      if ([403, 404, 501].includes(answer.status)) expectError(answer, { status: answer.status });
      else expectIds(answer, [ada.id]);
    },
  },
  {
    id: 'filter.unknown-attribute',
    level: 'SHOULD',
    source: `${CLAUSE}; Metatavu/keycloak-scim-server#46`,
    expected: 'a filter over an attribute that nobody has finds nobody, or is refused: it never lists everybody',
    needs: { features: ['filter'] },
    run: async (probe) => {
      await subject(probe);
      const answer = await probe.find('noSuchAttribute eq "x"');
      if (answer.status === 400) expectError(answer, { status: 400, scimType: 'invalidFilter' });
      else expectIds(answer, []);
    },
  },
  {
    id: 'filter.created.exact',
    level: 'MUST',
    source: `${CLAUSE} (dateTime)`,
    expected: 'meta.created eq finds the user by the very value that it shows',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const ada = await subject(probe);
      const created = textAt(ada.body, 'meta', 'created');
      const filter = `userName eq ${quote(ada.body.userName)} and meta.created eq ${quote(created)}`;
      expectIds(await probe.find(filter), [ada.id]);
    },
  },
];

/** One user with a value for every row. */
function subject(probe: Probe): Promise<Made> {
  return probe.shared('filter-subject', () =>
    probe.user({
      title: 'Engineer',
      nickName: '100%_ "q"',
      phoneNumbers: [
        { type: 'work', value: '+44 20 1' },
        { type: 'mobile', value: '+44 20 2' },
      ],
      [ENTERPRISE]: { department: 'Engines' },
    }),
  );
}
