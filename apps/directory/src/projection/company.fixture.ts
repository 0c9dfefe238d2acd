import { nameKeys, personNamed, type UserEvent } from '#contracts';
import { at, created, deleted, disabled, updated } from './user-events.fixture.js';

/** Somebody as a naive replay has them: the resource of the newest event up to a time. */
export interface Replayed {
  readonly id: string;
  readonly version: number;
  readonly active: boolean;
  readonly manager: string | null;
  readonly mail: string | null;
  readonly number: string | null;
}

/** Lives of some people in milliseconds from one on: joins, moves, renamed addresses, leaving, returning, deletions, several at once. */
export function companyOf(people: number, random: () => number): UserEvent[] {
  return Array.from({ length: people }, (_, n) => lifeOf(`p${n}`, people, random)).flat();
}

function lifeOf(id: string, people: number, random: () => number): UserEvent[] {
  const below = (n: number) => Math.floor(random() * n);
  const count = 1 + below(5);
  let second = below(4);
  return Array.from({ length: count }, (_, index) => {
    second += below(3);
    const boss = `p${below(people)}`;
    const manager = [undefined, boss, boss, `${boss}@x.example`, `n-${boss}`, 'nobody'][below(6)];
    const enterprise = {
      ...(manager === undefined ? {} : { manager: { value: manager } }),
      ...(below(3) === 0 ? {} : { employeeNumber: `n-${below(8) === 0 ? boss : id}` }),
    };
    const mail = below(8) === 0 ? `${boss}@x.example` : `${id}@x.example`;
    const person = {
      id,
      userName: id,
      mail,
      more: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': enterprise },
    };
    const version = index + 1;
    const isLast = version === count;
    const make = index === 0 ? created : below(4) === 0 ? disabled : updated;
    const event = index > 0 && isLast && below(4) === 0 ? deleted(id, { version }) : make(person, { version });
    return { ...event, time: at(second) };
  });
}

/** Who there is after all events up to a time: by no tables, no lines, no indexes. */
export function replay(events: readonly UserEvent[], time: string): ReadonlyMap<string, Replayed> {
  const people = new Map<string, Replayed>();
  for (const event of events) {
    if (event.time > time) continue;
    const { user } = event.data;
    if (user === null) {
      people.delete(event.subject);
      continue;
    }
    const enterprise = user['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'];
    people.set(event.subject, {
      id: event.subject,
      version: event.resourceVersion ?? 0,
      active: user.active,
      manager: enterprise?.manager?.value ?? null,
      mail: user.emails?.[0]?.value ?? null,
      number: enterprise?.employeeNumber ?? null,
    });
  }
  return people;
}

/** Who the manager of somebody is, by the rule of the contracts over all that there are. */
export function managerIn(people: ReadonlyMap<string, Replayed>, id: string): string | null {
  const named = people.get(id)?.manager ?? null;
  if (named === null) return null;
  const all = [...people.values()];
  const { mailKey } = nameKeys(named);
  const person = personNamed({
    byId: people.get(named) ?? null,
    byMail: mailKey === null ? [] : all.filter(({ mail }) => mail === mailKey),
    byNumber: all.filter(({ number }) => number === named),
  });
  return person?.id ?? null;
}
