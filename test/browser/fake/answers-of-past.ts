import { pageOf, type Answers, type Asked } from './answer.js';
import { employee, ENTERPRISE } from './employees.js';
import { ago, EVENT, GONE, REQUEST, TENANT, uuid } from './scenario.js';

/** The first that was heard of. */
const FIRST = ago(3 * 365 * 24 * 60);

/** Where a day of the company ends, and it is no other zone that was asked for. */
const zoneOf = ({ query }: Asked): string => query.get('zone') ?? TENANT.timeZone;

/** What an answer about a time says of it: the time, and that nothing is known where it is before the first event. */
export function withTime(asked: Asked, body: object): object {
  const asOf = asked.query.get('asOf');
  if (asOf === null) return body;
  const at = asOf.length === 10 ? `${asOf}T22:59:59.999Z` : asOf;
  const told = { asOf: at, settled: true, ...(asOf.length === 10 && { zone: zoneOf(asked) }) };
  if (at >= FIRST) return { ...body, ...told };
  return { ...body, ...('items' in body && { items: [], next: null }), ...told, earliest: FIRST };
}

const orphan = (number: number, managerId: string): object => ({ ...employee(number), managerId, manager: null });
const top = (number: number): object => ({ ...employee(number), managerId: null, manager: null });

export const topsOf = (asked: Parameters<Answers[string]>): object =>
  pageOf(asked, [top(0), top(3), orphan(5, GONE), orphan(6, 'nobody@contoso.example')], top);

/** Who is below whom, by the ends of their numbers: 0 leads 1 to 3, of whom each leads three; these lead nobody. */
function teamOf(id: string | undefined): readonly Record<string, unknown>[] {
  const number = Number.parseInt(id?.slice(-4) ?? '', 16) - 4_096;
  const manager = { id, displayName: 'Ada Lovelace', active: number % 7 !== 3 };
  if (!(number >= 0) || number > 3) return [];
  return [1, 2, 3].map((one) => ({ ...employee(number * 3 + one), managerId: id, manager }));
}

const above = (number: number, level: number): object => ({ ...employee(number), level });

const CHANGES = [
  {
    kinds: ['moved', 'changed'],
    before: { [`${ENTERPRISE}:manager`]: { value: uuid(4_098) }, title: 'Engineer' },
    after: { [`${ENTERPRISE}:manager`]: { value: uuid(4_096) }, title: 'Staff engineer' },
  },
  { kinds: ['joined'], before: null, after: { userName: 'person-3@contoso.example' } },
  { kinds: ['left'], before: { userName: 'person-4@contoso.example' }, after: null },
  {
    kinds: ['deactivated', 'changed'],
    before: { active: true, title: 'Counsel', nickName: 'Layla', preferredLanguage: 'ar' },
    after: { active: false, title: null, nickName: null, preferredLanguage: 'en' },
  },
];

function difference(number: number): object {
  const { id, displayName } = employee(number);
  return { id, displayName, ...CHANGES[number % CHANGES.length] };
}

/** What the directory says of days before, and of who is above and below whom. */
export const ANSWERS_OF_PAST: Answers = {
  listTeam: (...asked) => withTime(asked[1], pageOf(asked, teamOf(asked[1].operation.path['id']), employee)),
  listChain: (scenario, asked) =>
    withTime(asked, {
      items: scenario.state === 'empty' ? [] : [above(2, 1), above(0, 2)],
      next: null,
      isCircle: asked.operation.path['id'] === uuid(4_097),
    }),
  listBelow: (...asked) => ({
    ...withTime(
      asked[1],
      pageOf(asked, [{ ...employee(1), depth: 1 }], (number) => ({ ...employee(number), depth: 1 })),
    ),
    ...(asked[0].state === 'million' ? { atLeast: 20_000 } : { total: asked[0].state === 'empty' ? 0 : 12 }),
  }),
  explainValue: (_, asked) => {
    const attribute = asked.query.get('attribute') ?? '';
    const isGone = asked.operation.path['id'] === GONE;
    const isManager = attribute === 'manager';
    return withTime(asked, {
      attribute,
      path: isManager ? `${ENTERPRISE}:manager` : attribute,
      value: isGone ? null : isManager ? { value: uuid(4_096) } : 'Staff engineer',
      since: ago(8_000),
      before: isGone ? 'Katherine Johnson' : isManager ? null : 'Engineer',
      version: 2,
      isAfterGap: attribute === 'department',
      event: EVENT,
      topic: 'rollcall.users.v1',
      partition: 3,
      offset: '48213',
      connection: uuid(16),
      credential: uuid(32),
      requestId: REQUEST,
      entry: EVENT,
    });
  },
  compareDates: (scenario, asked) => ({
    ...pageOf([scenario, asked], [0, 1, 2, 3].map(difference), difference),
    from: ago(7 * 24 * 60),
    to: ago(0),
    zone: zoneOf(asked),
    settled: true,
  }),
};
