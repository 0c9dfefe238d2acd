import { CONNECTIONS, type AttackKind, type HttpRequest, type Loot } from './attack.js';
import { CONSOLE_KINDS } from './console-kinds.js';

const message = (name: string): string => `urn:ietf:params:scim:api:messages:2.0:${name}`;
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** Of all people in {@link Loot.largeIds}. */
export const SHARED_EXTERNAL_ID = 'the-same';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

const ALL_PROJECTIONS = ['directory', 'audit', 'notifier', 'relay'] as const;

/** The kinds that were seen to end or stall a process, and their relatives. Genes reach beyond what is accepted. */
export const KINDS: Readonly<Record<string, AttackKind>> = {
  /** Filters of many value-path terms over people with many numbers. */
  'value-paths': {
    at: ['scim-api'],
    genes: {
      connections: CONNECTIONS,
      terms: { from: 1, to: 150 },
      count: { from: 1, to: 200 },
      operator: { from: 1, to: 5 },
    },
    request: (genes) => search({ filter: valuePaths(genes), count: genes.count }),
  },
  /** A new text of a filter each time: statements, plans, caches. */
  'new-filters': {
    at: ['scim-api'],
    genes: { connections: CONNECTIONS, terms: { from: 1, to: 40 }, depth: { from: 0, to: 20 } },
    request: (genes, loot, random) => {
      loot.count += 1;
      const names = ['userName', 'title', 'displayName', 'emails.value', 'name.familyName', 'nickName', 'externalId'];
      const operators = ['eq', 'co', 'sw', 'ew', 'ne', 'gt'];
      const term = (): string => `${random.pick(names)} ${random.pick(operators)} "${loot.count.toString(36)}"`;
      const terms = Array.from({ length: genes.terms ?? 1 }, term).join(random.isLikely(0.5) ? ' or ' : ' and ');
      const depth = genes.depth ?? 0;
      return search({ filter: `${'not ('.repeat(depth)}${terms}${')'.repeat(depth)}`, count: 1 });
    },
  },
  /** Lists that the database cannot answer from an index, sorted, far in. */
  'slow-lists': {
    at: ['scim-api'],
    genes: {
      connections: CONNECTIONS,
      count: { from: 1, to: 200 },
      start: { from: 1, to: 100_000 },
      text: { from: 1, to: 60 },
    },
    request: (genes, _loot, random) =>
      search({
        filter: `displayName co "${'a'.repeat(genes.text ?? 1)}" or not (title ew "${random.below(1e6)}")`,
        count: genes.count,
        startIndex: genes.start,
        sortBy: random.pick(['phoneNumbers.value', 'title', 'name.familyName', 'meta.lastModified']),
      }),
  },
  /** Whole pages of large people. */
  'large-pages': {
    at: ['scim-api'],
    genes: { connections: CONNECTIONS, count: { from: 1, to: 200 } },
    request: (genes) => ({ to: 'scim', method: 'GET', path: `/Users?count=${genes.count}` }),
  },
  /** Pages that nobody takes. */
  'unread-pages': {
    at: ['scim-api'],
    genes: { connections: CONNECTIONS, count: { from: 1, to: 200 } },
    request: (genes) => ({ to: 'scim', method: 'GET', path: `/Users?count=${genes.count}`, unread: 5_000 }),
  },
  /** Look-ups that are no lists and answer much: people as large as one may be, alone and by an id that they share. */
  'large-look-ups': {
    at: ['scim-api'],
    genes: { connections: CONNECTIONS, alone: { from: 1, to: 10 } },
    request: (genes, loot, random) => {
      const isAlone = random.below(10) < (genes.alone ?? 1);
      const shared = `/Users?filter=${encodeURIComponent(`externalId eq "${SHARED_EXTERNAL_ID}"`)}`;
      return { to: 'scim', method: 'GET', path: isAlone ? `/Users/${random.pick(loot.largeIds)}` : shared };
    },
  },
  /** One Bulk of people of whom each names the next as manager. */
  'bulk-chains': {
    at: ['scim-api'],
    genes: { connections: CONNECTIONS, operations: { from: 1, to: 1_000 } },
    request: (genes, loot) => {
      loot.count += 1;
      const own = loot.count;
      const last = (genes.operations ?? 1) - 1;
      const operations = Array.from({ length: last + 1 }, (_, at) => {
        const manager = at === last ? {} : { [ENTERPRISE]: { manager: { value: `bulkId:c${at + 1}` } } };
        const data = { schemas: [USER], userName: `c${own}.${at}@attacker.example`, ...manager };
        return { method: 'POST', path: '/Users', bulkId: `c${at}`, data };
      });
      return bulk(operations);
    },
  },
  /** One Bulk whose PATCHes grow a few people. */
  'bulk-growth': {
    at: ['scim-api', ...ALL_PROJECTIONS],
    genes: {
      connections: CONNECTIONS,
      operations: { from: 1, to: 1_000 },
      people: { from: 1, to: 50 },
      length: { from: 10, to: 16_000 },
    },
    request: (genes, loot) => bulk(growth(genes, loot)),
  },
  /** One Bulk of new people. */
  'bulk-people': {
    at: ['scim-api', ...ALL_PROJECTIONS],
    genes: { connections: CONNECTIONS, operations: { from: 1, to: 1_000 }, length: { from: 1, to: 10_000 } },
    request: (genes, loot) => {
      const operations = Array.from({ length: genes.operations ?? 1 }, () => {
        loot.count += 1;
        const data = {
          schemas: [USER],
          userName: `b${loot.count}@attacker.example`,
          title: 'x'.repeat(genes.length ?? 1),
        };
        return { method: 'POST', path: '/Users', bulkId: `b${loot.count}`, data };
      });
      return bulk(operations);
    },
  },
  /** People of the largest size, changed again and again: each change is an event of that size. */
  'large-events': {
    at: ['scim-api', ...ALL_PROJECTIONS],
    genes: { connections: CONNECTIONS, values: { from: 1, to: 1_000 }, length: { from: 1, to: 16_000 } },
    request: (genes, loot, random) => {
      loot.count += 1;
      const text = `${loot.count}`.padEnd(Math.min(genes.length ?? 1, 16_000), 'y');
      const value = Array.from({ length: genes.values ?? 1 }, (_, at) => ({
        value: `${at}${text}`.slice(0, 512),
        type: 'other',
      }));
      return patch(`/Users/${random.pick(loot.userIds)}`, [
        { op: 'replace', path: 'phoneNumbers', value },
        { op: 'replace', path: 'title', value: text },
      ]);
    },
  },
  /** What is so already: nothing is written, and all of somebody large was read. */
  'large-no-ops': {
    at: ['scim-api'],
    genes: { connections: CONNECTIONS },
    request: (_genes, loot, random) =>
      patch(`/Users/${random.pick(loot.largeIds)}`, [{ op: 'replace', path: 'title', value: 'the same' }]),
  },
  /** Paths with filters over many values. */
  'patch-paths': {
    at: ['scim-api'],
    genes: { connections: CONNECTIONS, operations: { from: 1, to: 1_000 }, terms: { from: 1, to: 30 } },
    request: (genes, loot, random) => {
      const terms = Array.from({ length: genes.terms ?? 1 }, (_, at) => `value co "${at}z"`).join(' or ');
      const path = `phoneNumbers[${terms}].display`;
      const operations = Array.from({ length: genes.operations ?? 1 }, () => ({ op: 'replace', path, value: 'x' }));
      return patch(`/Users/${random.pick(loot.userIds)}`, operations);
    },
  },
  /** Groups with as many members as fit, set and shown. */
  'large-groups': {
    at: ['scim-api', ...ALL_PROJECTIONS],
    genes: { connections: CONNECTIONS, members: { from: 1, to: 80_000 } },
    request: (genes, loot, random) => {
      const body = `{"displayName":"G${random.below(1e9)}","members":${members(genes.members ?? 1, loot)}}`;
      return { to: 'scim', method: 'PUT', path: `/Groups/${random.pick(loot.groupIds)}`, body };
    },
  },
  /** Many small writes at once: refused ones, too. */
  'small-writes': {
    at: ['scim-api', ...ALL_PROJECTIONS],
    genes: { connections: CONNECTIONS, refused: { from: 1, to: 10 } },
    request: (genes, loot, random) => {
      loot.count += 1;
      const userName = random.below(10) < (genes.refused ?? 1) ? '' : `s${loot.count}@attacker.example`;
      return { to: 'scim', method: 'POST', path: '/Users', body: JSON.stringify({ schemas: [USER], userName }) };
    },
  },
  /** Somebody who comes and goes: each time a mail to the manager. */
  leavers: {
    at: ['notifier'],
    genes: { connections: CONNECTIONS, people: { from: 1, to: 50 } },
    request: (genes, loot, random) => {
      loot.count += 1;
      const id = loot.userIds[random.below(Math.min(genes.people ?? 1, loot.userIds.length))] ?? '';
      return patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: loot.count % 2 === 0 }]);
    },
  },
  employees: {
    at: ['directory'],
    genes: {
      connections: CONNECTIONS,
      limit: { from: 1, to: 200 },
      text: { from: 0, to: 200 },
      unread: { from: 1, to: 10 },
    },
    request: (genes, _loot, random) => ({
      to: 'directory',
      method: 'GET',
      path: `/employees?limit=${genes.limit}${
        (genes.text ?? 0) === 0
          ? ''
          : `&search=${'a '
              .repeat(genes.text ?? 0)
              .trim()
              .replaceAll(' ', '+')
              .slice(0, 200)}`
      }`,
      ...(random.below(10) < (genes.unread ?? 1) - 1 ? { unread: 3_000 } : {}),
    }),
  },
  entries: {
    at: ['audit'],
    genes: {
      connections: CONNECTIONS,
      limit: { from: 1, to: 200 },
      exports: { from: 0, to: 10 },
      unread: { from: 1, to: 10 },
    },
    request: (genes, _loot, random) => ({
      to: 'audit',
      method: 'GET',
      path: random.below(10) < (genes.exports ?? 0) ? '/entries.ndjson' : `/entries?limit=${genes.limit}`,
      ...(random.below(10) < (genes.unread ?? 1) - 1 ? { unread: 3_000 } : {}),
    }),
  },
  deliveries: {
    at: ['notifier'],
    genes: { connections: CONNECTIONS, limit: { from: 1, to: 200 } },
    request: (genes) => ({ to: 'notifier', method: 'GET', path: `/deliveries?limit=${genes.limit}` }),
  },
  ...CONSOLE_KINDS,
};

let written: { readonly count: number; readonly text: string } | undefined;

/** JSON of so many members, made once: to make it anew costs the attacker more than it costs who reads it. */
function members(count: number, { userIds }: Loot): string {
  if (written?.count !== count) {
    const all = Array.from({ length: count }, (_, at) => ({ value: userIds[at % userIds.length] }));
    written = { count, text: JSON.stringify(all) };
  }
  return written.text;
}

function search(body: object): HttpRequest {
  const whole = { schemas: [message('SearchRequest')], ...body };
  return { to: 'scim', method: 'POST', path: '/Users/.search', body: JSON.stringify(whole) };
}

function bulk(operations: readonly object[]): HttpRequest {
  const body = { schemas: [message('BulkRequest')], Operations: operations };
  return { to: 'scim', method: 'POST', path: '/Bulk', body: JSON.stringify(body) };
}

function patch(path: string, operations: readonly object[]): HttpRequest {
  const body = { schemas: [message('PatchOp')], Operations: operations };
  return { to: 'scim', method: 'PATCH', path, body: JSON.stringify(body) };
}

function valuePaths({ terms = 1, operator = 1 }: Readonly<Record<string, number>>): string {
  const name = ['co', 'eq', 'sw', 'ew', 'ne'][(operator - 1) % 5] ?? 'co';
  const all = Array.from({ length: terms }, (_, at) => `phoneNumbers[value ${name} "${at}z"]`);
  return all.join(name === 'ne' ? ' and ' : ' or ');
}

/** As many as a body of Bulk may have: what is longer is refused before it is read. */
function growth({ operations = 1, people = 1, length = 10 }: Readonly<Record<string, number>>, loot: Loot): object[] {
  const found = loot.userIds.slice(0, people);
  return Array.from({ length: operations }, (_, at) => {
    loot.count += 1;
    const value = [
      { value: `${loot.count}`, display: 'g'.repeat(Math.min(length, 1_000_000 / operations)), type: 'other' },
    ];
    const data = { schemas: [message('PatchOp')], Operations: [{ op: 'add', path: 'phoneNumbers', value }] };
    return { method: 'PATCH', path: `/Users/${found[at % found.length] ?? ''}`, data };
  });
}
