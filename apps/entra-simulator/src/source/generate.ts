import type { Source, SourceGroup, SourceUser } from './source.js';
import { CITIES, DEPARTMENTS, GROUP_WORDS, SCRIPTS, TITLES } from './names.js';
import { Random } from './random.js';

export interface Company {
  readonly seed: number;
  readonly users: number;
  readonly groups: number;
  readonly domain?: string;
}

const LARGEST_GROUP = 1_000;
const GUESTS = 0.02;
const DISABLED = 0.01;
const SPAN = 8;

/** A company that is the same for the same numbers: everybody assigned, a manager for all but the first. */
export function generateSource({
  seed,
  users: count,
  groups: groupCount,
  domain = 'contoso.example',
}: Company): Source {
  const random = new Random(seed);
  const names = new Names(domain);
  const users = new Map<string, SourceUser>();
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    // Each manager has about eight reports, and comes before them: a tree without circles.
    const manager = number === 0 ? null : (ids[Math.floor((number - 1) / SPAN)] ?? null);
    const user = person(random, names, { number, manager });
    users.set(user.id, user);
    ids.push(user.id);
  }
  const groups = new Map(
    Array.from({ length: groupCount }, (_, number): [string, SourceGroup] => {
      const group = groupOf(random, ids, number);
      return [group.id, group];
    }),
  );
  return { users, groups, assigned: { users: new Set(ids), groups: new Set(groups.keys()) } };
}

function person(
  random: Random,
  names: Names,
  { number, manager }: { number: number; manager: string | null },
): SourceUser {
  const { given, surnames, language } = random.pick(SCRIPTS);
  const [[givenName, given0], [surname, surname0]] = [random.pick(given), random.pick(surnames)];
  const isGuest = number > 0 && random.chance(GUESTS);
  const mailNickname = names.nickname(`${given0}.${surname0}`);
  const [city, postalCode, country] = random.pick(CITIES);
  const maybe = (value: string): string | null => (random.chance(0.15) ? null : value);
  return {
    ...{ id: random.guid(), mailNickname, givenName, surname, displayName: `${givenName} ${surname}` },
    userPrincipalName: isGuest ? names.guest(mailNickname) : names.member(mailNickname),
    mail: isGuest ? `${mailNickname}@partner.example` : maybe(names.member(mailNickname)),
    ...{ jobTitle: maybe(random.pick(TITLES)), department: maybe(random.pick(DEPARTMENTS)), companyName: 'Contoso' },
    employeeId: isGuest ? null : String(100_000 + number),
    ...{
      mobilePhone: maybe(`+44 7700 ${String(900_000 + (number % 99_999))}`),
      businessPhone: maybe('+44 20 7946 0000'),
    },
    ...{
      streetAddress: maybe(`${1 + random.below(200)} High Street`),
      city,
      postalCode,
      country,
      preferredLanguage: maybe(language),
    },
    ...{ userType: isGuest ? 'Guest' : 'Member', accountEnabled: number === 0 || !random.chance(DISABLED), manager },
    ...{ extensionAttributes: {}, appRoles: [], deletedAt: null },
  };
}

/** Most are small; the first one has everybody, up to a thousand. */
function groupOf(random: Random, ids: readonly string[], number: number): SourceGroup {
  const size = Math.min(ids.length, number === 0 ? LARGEST_GROUP : Math.ceil(4 * 1.08 ** random.below(60)));
  const start = random.below(Math.max(1, ids.length));
  const members = Array.from({ length: size }, (_, at) => ids[(start + at) % ids.length]).filter(
    (id) => id !== undefined,
  );
  const displayName = number === 0 ? 'All employees' : `${random.pick(GROUP_WORDS)} ${number}`;
  return { id: random.guid(), displayName, mailNickname: `group${number}`, description: null, members };
}

/** Nicknames that nobody else has. */
class Names {
  readonly #taken = new Map<string, number>();

  constructor(private readonly domain: string) {}

  nickname(wanted: string): string {
    const before = this.#taken.get(wanted) ?? 0;
    this.#taken.set(wanted, before + 1);
    return before === 0 ? wanted : `${wanted}${before + 1}`;
  }

  member(nickname: string): string {
    return `${nickname}@${this.domain}`;
  }

  /** As Entra names a guest: the home address, and the tenant's own domain. */
  guest(nickname: string): string {
    return `${nickname}_partner.example#EXT#@${this.domain}`;
  }
}
