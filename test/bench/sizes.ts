import type { World } from './world.js';
import { closedLoop, type Shot } from './generator.js';
import { demand, figure, heading } from './report.js';
import { seedGroup, seedUsers, type Seeded } from './seed.js';
import { around, finding, gets, lookups } from './shots.js';
import type { Latency } from './statistics.js';

/** What an identity provider asks all day; the same at every size of the tenant. */
type Question = (typeof QUESTIONS)[number];
const QUESTIONS = [
  'userName eq',
  'externalId eq',
  'emails[type eq "work"].value eq',
  'displayName co',
  'get by id',
  'page 1 of 100',
  'page 1,000 of 100',
  'group of 100,000: add and remove one',
] as const;

export type AtSize = ReadonlyMap<Question, Latency>;

const PAGE = 100;
const MEMBERS = 100_000;

/**
 * Fills the tenant up to `users` and asks each question at 4 connections, changes of the one group at 1. `rounds` before
 * the one that counts are for a service that has just started: what it compiles first would flatter the larger sizes.
 */
export async function measureAt(
  world: World,
  users: number,
  { seconds, rounds = 1 }: { readonly seconds: number; readonly rounds?: number },
): Promise<AtSize> {
  const database = await world.database('rollcall_scim');
  const people = await seedUsers(database, world.tenantId, users);
  const group = await seedGroup(database, world.tenantId, { members: MEMBERS, without: people });
  const shots = questions(people, { users, group });
  const answered = new Map<Question, Latency>();
  for (let round = 0; round < rounds; round += 1) {
    for (const question of QUESTIONS) {
      const shot = shots[question];
      if (shot === null) continue;
      const connections = question.startsWith('group') ? 1 : 4;
      const { latency } = await closedLoop(world.target, shot, { connections, seconds });
      answered.set(question, latency);
    }
  }
  return answered;
}

/** Each p99 beside that of the smallest size; a page that does not exist there is held against page 1. */
export function reportSizes(sizes: ReadonlyMap<number, AtSize>): void {
  heading('Size: milliseconds, p50 and p99');
  const [smallest = new Map<Question, Latency>()] = sizes.values();
  for (const question of QUESTIONS) {
    const base = smallest.get(question) ?? smallest.get('page 1 of 100');
    for (const [users, answered] of sizes) {
      const latency = answered.get(question);
      if (latency === undefined || base === undefined) continue;
      const times = latency.p99 / base.p99;
      figure(
        `${question}, ${users.toLocaleString('en')} users`,
        `p50 ${latency.p50.toFixed(2).padStart(6)}   p99 ${latency.p99.toFixed(2).padStart(6)}   ×${times.toFixed(2)}`,
      );
      if (users === 1_000_000) demand(`${question}: p99 at 1,000,000, times that at 1,000`, times, 'at most', 2);
      if (users === 100_000 && question === 'userName eq')
        demand('look-up p50 at 100,000, times that at 1,000', latency.p50 / base.p50, 'at most', 1.5);
    }
  }
}

function questions(
  people: readonly Seeded[],
  { users, group }: { readonly users: number; readonly group: string },
): Readonly<Record<Question, (() => Shot) | null>> {
  const by = (filter: (one: Seeded) => string) => around(people, (one) => finding(one.id, filter(one)));
  return {
    'userName eq': lookups(people),
    'externalId eq': by(({ userName }) => `externalId eq "${userName}"`),
    'emails[type eq "work"].value eq': by(({ userName }) => `emails[type eq "work"].value eq "${userName}"`),
    'displayName co': by(({ mark }) => `displayName co "${mark}"`),
    'get by id': gets(people),
    'page 1 of 100': page(1, users),
    'page 1,000 of 100': users < 1_000 * PAGE ? null : page(1_000, users),
    'group of 100,000: add and remove one': comingAndGoing(people, group),
  };
}

function page(number: number, users: number): () => Shot {
  return () => ({
    method: 'GET',
    path: `/Users?startIndex=${(number - 1) * PAGE + 1}&count=${PAGE}`,
    check: (status, body) => {
      if (status !== 200) return `answered ${status}`;
      const list = JSON.parse(body) as { totalResults?: number; Resources?: unknown[] };
      // People of other parts of the bench may have come on top.
      return (list.totalResults ?? 0) >= users && list.Resources?.length === PAGE
        ? null
        : 'not a whole page of them all';
    },
  });
}

/** One after the other joins and leaves, in Entra's words. */
function comingAndGoing(people: readonly Seeded[], group: string): () => Shot {
  let step = 0;
  return () => {
    const person = people[Math.floor(step / 2) % people.length];
    const op = step % 2 === 0 ? 'Add' : 'Remove';
    step += 1;
    return {
      method: 'PATCH',
      path: `/Groups/${group}`,
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op, path: 'members', value: [{ value: person?.id }] }],
      }),
      check: (status) => (status === 204 ? null : `answered ${status}`),
    };
  };
}
