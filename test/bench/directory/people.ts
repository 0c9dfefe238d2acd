import { isDeepStrictEqual } from 'node:util';
import { ENTERPRISE_USER_URN, type Change, type UserEvent, type UserResource } from '#contracts';
import { nameOf, type Name } from './names.js';
import { rolls, uuidOf } from './seeded.js';

export const TENANT = '018f0000-0000-7000-8000-0000000be0c4';
const ACTOR = { connectionId: '018f0000-0000-7000-8000-0000000be0c5', credentialId: 'bench' };
const LEVELS = 8;
const MOST_CHANGES = 3;
const DAY = 86_400_000;
/** Everybody came within three years before, and what changed did so in the year behind. */
const OPENED = Date.UTC(2022, 0, 3, 9);
export const CHANGED_FROM = OPENED + 3 * 365 * DAY;
export const CHANGED_DAYS = 365;

const TITLES =
  'Engineer|Senior Engineer|Analyst|Accountant|Nurse|Buyer|Recruiter|Technician|Account Manager|Counsel|Driver|Consultant';
const AREAS = 'Sales|Engineering|Finance|People|Legal|Support|Logistics|Research|Production|Purchasing';
const PLACES = 'North|South|East|West|Berlin|Oslo|Lyon|Kraków|東京|Delhi|Lima|Cairo|Toronto|Sydney|Nairobi|Kyiv';

/** A company of so many people, the same whenever it is asked for. */
export interface Company {
  readonly people: number;
  readonly id: (n: number) => string;
  readonly name: (n: number) => Name;
  /** 0 is the head's. */
  readonly level: (n: number) => number;
  /** Of everybody in turn the first event, of those who have one the second … */
  readonly events: () => Iterable<UserEvent>;
  /** Of one person, in order. */
  readonly eventsOf: (n: number) => readonly UserEvent[];
}

export function companyOf(people: number): Company {
  const begins = levelsOf(people);
  const id = (n: number): string => uuidOf('person', n);
  const level = (n: number): number => begins.findLastIndex((begin) => begin <= n);
  const managerOf = (n: number, salt: string): string | undefined => {
    const at = level(n);
    if (at === 0) return undefined;
    const [from = 0, to = 1] = [begins[at - 1], begins[at]];
    // Teams are of unequal size: the first of a level have some more than the last.
    return id(from + Math.floor((to - from) * rolls(`manager ${salt}`, n)() ** 1.3));
  };
  const of = (n: number): Person => ({ n, id: id(n), name: nameAt(n), managerOf: (salt) => managerOf(n, salt) });
  return {
    people,
    id,
    name: nameAt,
    level,
    events: () => eventsOf(people, of),
    eventsOf: (n) => Array.from({ length: changesOf(n) + 1 }, (_, change) => eventOf(of(n), change)),
  };
}

function nameAt(n: number): Name {
  return nameOf(rolls('name', n));
}

/** Where each level begins; each is as many times larger than the one above it as all others are. */
function levelsOf(people: number): readonly number[] {
  const reach = (factor: number): number[] => {
    const begins = [0];
    for (let level = 1; level < LEVELS; level += 1)
      begins.push((begins.at(-1) ?? 0) + Math.ceil(factor ** (level - 1)));
    return begins;
  };
  let factor = 1.5;
  while ((reach(factor).at(-1) ?? 0) + factor ** (LEVELS - 1) < people) factor += 0.01;
  return reach(factor).filter((begin) => begin < people);
}

interface Person {
  readonly n: number;
  readonly id: string;
  readonly name: Name;
  readonly managerOf: (salt: string) => string | undefined;
}

function* eventsOf(people: number, of: (n: number) => Person): Iterable<UserEvent> {
  for (let change = 0; change <= MOST_CHANGES; change += 1) {
    for (let n = 0; n < people; n += 1) {
      if (change <= changesOf(n)) yield eventOf(of(n), change);
    }
  }
}

function eventOf(person: Person, change: number): UserEvent {
  return change === 0 ? created(person) : changed(person, change);
}

/** Of a quarter one to three. */
export function changesOf(n: number): number {
  const roll = rolls('changes', n)();
  return roll < 0.75 ? 0 : roll < 0.9 ? 1 : roll < 0.97 ? 2 : MOST_CHANGES;
}

type Kind = 'moves' | 'is promoted' | 'changes department' | 'leaves' | 'is deleted';

function kindOf(n: number, change: number): Kind {
  const roll = rolls(`kind ${change}`, n)();
  if (change < changesOf(n) || n < 100) return roll < 0.5 ? 'moves' : roll < 0.8 ? 'is promoted' : 'changes department';
  return roll < 0.4
    ? 'moves'
    : roll < 0.7
      ? 'is promoted'
      : roll < 0.85
        ? 'changes department'
        : roll < 0.96
          ? 'leaves'
          : 'is deleted';
}

function created(person: Person): UserEvent {
  const user = resourceOf(person, 0);
  return {
    ...frameOf(person, 0),
    type: 'rollcall.UserProvisioned',
    data: { reason: 'created', actor: ACTOR, user, changes: [] },
  };
}

function changed(person: Person, change: number): UserEvent {
  const [before, user] = [resourceOf(person, change - 1), resourceOf(person, change)];
  const frame = frameOf(person, change);
  const kind = kindOf(person.n, change);
  if (kind === 'is deleted') {
    const changes = [{ path: 'userName', before: before.userName, after: null }];
    return {
      ...frame,
      type: 'rollcall.UserDeprovisioned',
      data: { reason: 'deleted', actor: ACTOR, user: null, changes },
    };
  }
  const changes = changesBetween(before, user);
  if (kind === 'leaves')
    return { ...frame, type: 'rollcall.UserDeprovisioned', data: { reason: 'disabled', actor: ACTOR, user, changes } };
  return { ...frame, type: 'rollcall.UserUpdated', data: { actor: ACTOR, user, changes } };
}

function changesBetween(before: UserResource, after: UserResource): Change[] {
  const valuesOf = ({ active, phoneNumbers, title, [ENTERPRISE_USER_URN]: enterprise }: UserResource) => ({
    active,
    phoneNumbers,
    title: title ?? null,
    [`${ENTERPRISE_USER_URN}:department`]: enterprise?.department ?? null,
    [`${ENTERPRISE_USER_URN}:manager`]: enterprise?.manager?.value ?? null,
  });
  const [old, now] = [valuesOf(before), valuesOf(after)];
  return Object.entries(now).flatMap(([path, value]) => {
    const was = old[path as keyof typeof old] ?? null;
    return isDeepStrictEqual(was, value) ? [] : [{ path, before: was, after: value }];
  });
}

function frameOf({ n, id }: Person, change: number) {
  return {
    id: uuidOf(`event ${change}`, n),
    source: `/tenants/${TENANT}/connections/${ACTOR.connectionId}`,
    subject: id,
    time: timeOf(n, change),
    tenantId: TENANT,
    resourceVersion: change + 1,
    scimEvent: null,
    correlationId: uuidOf(`request ${change}`, n),
    traceparent: null,
  };
}

function timeOf(n: number, change: number): string {
  const part = rolls(`time ${change}`, n)();
  const year = (CHANGED_DAYS * DAY) / MOST_CHANGES;
  const at = change === 0 ? OPENED + part * (CHANGED_FROM - OPENED) : CHANGED_FROM + (change - 1 + part) * year;
  return new Date(Math.floor(at)).toISOString();
}

/** After so many changes: what the last of a kind said stands. */
function resourceOf(person: Person, after: number): UserResource {
  const { n, id, name } = person;
  const last = (kind: Kind): number => {
    for (let change = after; change > 0; change -= 1) if (kindOf(n, change) === kind) return change;
    return 0;
  };
  // Another one after each change.
  const one = (text: string, salt: string, since: number): string => {
    const options = text.split('|');
    return options[(Math.floor(rolls(salt, n)() * options.length) + since) % options.length] ?? '';
  };
  const moved = last('moves');
  const manager = person.managerOf(String(moved));
  const department = last('changes department');
  const account = `p${n}.${id.slice(0, 4)}@contoso.example`;
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE_USER_URN],
    id,
    externalId: uuidOf('provider', n),
    userName: account,
    name: { givenName: name.given, familyName: name.family, formatted: name.written },
    displayName: name.written,
    title: one(TITLES, 'title', last('is promoted')),
    preferredLanguage: 'en',
    active: last('leaves') === 0,
    emails: [{ value: account, type: 'work', primary: true }],
    phoneNumbers: [{ value: `+49 30 ${1_000_000 + ((n + moved) % 8_999_999)}`, type: 'work' }],
    [ENTERPRISE_USER_URN]: {
      employeeNumber: String(100_000 + n),
      department: `${one(AREAS, 'area', department)} ${one(PLACES, 'place', 0)}`,
      ...(manager === undefined ? {} : { manager: { value: manager } }),
    },
    meta: { resourceType: 'User', created: timeOf(n, 0), lastModified: timeOf(n, after), version: `W/"${after + 1}"` },
  };
}
