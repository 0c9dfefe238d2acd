import type { Random } from './random.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const LONG = 'x'.repeat(20_000);
/** Texts that have broken such services: control characters, SQL, regular expressions, prototypes, other scripts. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '\u202e',
  '\ufeff',
  'ﷺ'.repeat(40),
  'ẞß',
  'İı',
  'ﬃ',
  'Ⅷ',
  'e\u0301',
  "' or 1=1 --",
  "'; drop table users; --",
  '$1',
  '\\',
  '%',
  '_',
  '"',
  '{}',
  '[]',
  '${x}',
  '\r\nX: y',
  '../..',
  '%00',
  '__proto__',
  'constructor',
  'toString',
  'True',
  'FALSE',
  'null',
  'NaN',
  '1e400',
  '-0',
  '9007199254740993',
  '(a+)+$',
  '('.repeat(60),
  'not ('.repeat(30),
  'a'.repeat(513),
  LONG,
  'bulkId:x',
  'urn:ietf:params:scim:',
  'userName',
  'emails[type eq "work"].value',
  'members[value eq "x"]',
  'name.givenName',
  'active',
  'id',
  'meta',
  '2020-01-31T00:00:00Z',
  '2020-13-99',
  'W/"1"',
  '00000000-0000-0000-0000-000000000000',
  'ada@contoso.example',
];
const HOSTILE_VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[]],
  [null],
  [{}],
  { value: null },
  { value: { value: { value: [] } } },
  [1, 'a', null, {}],
  { type: 'work' },
  { constructor: { prototype: 1 } },
];

/** Another tree of the same kind: a node or two are something else, gone, doubled or renamed. */
export function mutateJson(random: Random, tree: Json): Json {
  let mutated = tree;
  for (let times = 1 + random.below(3); times > 0; times -= 1) mutated = mutateNode(random, mutated, 0);
  return mutated;
}

function mutateNode(random: Random, node: Json, depth: number): Json {
  if (typeof node !== 'object' || node === null || depth > 8 || random.isLikely(0.15)) return replacement(random, node);
  if (Array.isArray(node)) return mutateArray(random, node as readonly Json[], depth);
  const entries = Object.entries(node);
  if (entries.length === 0 || random.isLikely(0.15)) {
    return Object.fromEntries([...entries, [random.pick(HOSTILE_TEXTS), value(random)]]);
  }
  const at = random.below(entries.length);
  return Object.fromEntries(
    entries.flatMap(([name, inner], index): (readonly [string, Json])[] => {
      if (index !== at) return [[name, inner]];
      if (random.isLikely(0.15)) return [];
      if (random.isLikely(0.2)) return [[rename(random, name), inner]];
      return [[name, mutateNode(random, inner, depth + 1)]];
    }),
  );
}

function mutateArray(random: Random, items: readonly Json[], depth: number): Json {
  if (items.length === 0) return [value(random)];
  const at = random.below(items.length);
  const chosen = items[at] ?? null;
  const chance = random.next();
  if (chance < 0.15) return items.filter((_, index) => index !== at);
  if (chance < 0.3) return [...items, chosen];
  if (chance < 0.32) return Array.from({ length: 1_200 }, () => chosen);
  return items.map((item, index) => (index === at ? mutateNode(random, item, depth + 1) : item));
}

function replacement(random: Random, node: Json): Json {
  if (typeof node === 'string' && random.isLikely(0.5)) return mutateText(random, node);
  return value(random);
}

function value(random: Random): Json {
  if (random.isLikely(0.02)) return nested(random.pick([5, 11, 200]));
  return random.isLikely(0.6) ? random.pick(HOSTILE_TEXTS) : random.pick(HOSTILE_VALUES);
}

function nested(depth: number): Json {
  let node: Json = 1;
  for (let level = 0; level < depth; level += 1) node = level % 2 === 0 ? [node] : { value: node };
  return node;
}

function rename(random: Random, name: string): string {
  return random.pick([name.toUpperCase(), `${name}.value`, `urn:x:${name}`, `${name} `, random.pick(HOSTILE_TEXTS)]);
}

/** A text a few steps away: parts cut, doubled, exchanged, in another case, or with something hostile in between. */
export function mutateText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const to = at + random.below(8);
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return text.slice(0, to) + text.slice(at);
    case 2:
      return text.slice(0, at) + random.pick(HOSTILE_TEXTS) + text.slice(to);
    case 3:
      return random.isLikely(0.5) ? text.toUpperCase() : text.normalize('NFD');
    case 4:
      return text.slice(0, at) + String.fromCharCode(random.below(0x10000)) + text.slice(at + 1);
    default:
      return text.slice(0, at);
  }
}
