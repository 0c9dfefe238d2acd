import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { groupCreated, groupUpdated } from '../../apps/directory/src/projection/group-events.fixture.js';
import { tenantChanged } from '../../apps/directory/src/projection/tenant-events.fixture.js';
import { created, deleted, updated } from '../../apps/directory/src/projection/user-events.fixture.js';
import { discardParked, listParked, releaseParked } from '#consumer';
import type { RollcallEvent } from '#contracts';
import { openLeaps, type Leaping, type Leaps } from './leaps.fixture.js';

const WORD = { who: 'kim@example.com', why: 'forged' };
const NONE = 'ce_resourceversion is not a positive integer';
const HIGHEST = 2_147_483_647;
const tooHigh = (version: string): string => `version ${version} is higher than any resource comes`;

let leaps: Leaps;
let all: readonly Leaping[];

beforeAll(async () => {
  leaps = await openLeaps();
  ({ all } = leaps);
}, 60_000);
afterAll(() => leaps.close());

interface Kind {
  readonly first: (id: string) => RollcallEvent;
  readonly forged: (id: string) => RollcallEvent;
  readonly next: (id: string) => RollcallEvent;
  /** The projections that read it. */
  readonly read: () => readonly Leaping[];
  readonly idOf: () => string;
}

let number = 0;
const named = (): string => `odd-${(number += 1)}`;

const KINDS: readonly (Kind & { readonly what: string })[] = [
  {
    what: 'a person',
    first: (id) => created({ id }),
    forged: (id) => updated({ id, title: 'Forged' }, {}),
    next: (id) => updated({ id, title: 'True' }, { version: 2 }),
    read: () => all,
    idOf: named,
  },
  {
    what: 'a person who leaves',
    first: (id) => created({ id }),
    forged: (id) => deleted(id, {}),
    next: (id) => updated({ id, title: 'True' }, { version: 2 }),
    read: () => all,
    idOf: named,
  },
  {
    what: 'a group',
    first: (id) => groupCreated(id, 'First'),
    forged: (id) => groupCreated(id, 'Forged'),
    next: (id) => groupUpdated(id, 'True', { version: 2 }),
    read: () => [leaps.directory, leaps.audit],
    idOf: named,
  },
  {
    what: 'a tenant',
    first: (tenantId) => tenantChanged('Europe/Berlin', { tenantId }),
    forged: (tenantId) => tenantChanged('Asia/Tokyo', { tenantId }),
    next: (tenantId) => tenantChanged('Europe/Paris', { tenantId, version: 2 }),
    read: () => all,
    idOf: uuid,
  },
];

const parkedOf = async ({ operator }: Leaping, id: string) =>
  (await listParked(operator)).filter(({ key }) => key.endsWith(`/${id}`));

const MISSING = 'header ce_resourceversion is missing';
const ODD = ['9007199254740992', '-1', '0', '1.5', '"1"', 'null', '1e6', ' 7', '0x10', '', undefined];
const HIGH = ['2147483648', '4294967297', '9007199254740991'];

describe.each(KINDS)('of $what a version', ({ first, forged, next, read, idOf }) => {
  it('that is higher than any comes is a gap, which holds nothing back and nobody can take', async () => {
    const id = idOf();
    await leaps.tell(first(id));
    for (const version of [String(HIGHEST), ...HIGH]) await leaps.tellAs({ ...forged(id), id: uuid() }, version);
    await leaps.tell(next(id));
    const because = [`version ${HIGHEST} came where 2 was expected`, ...HIGH.map(tooHigh)];
    for (const one of read()) {
      const parked = await parkedOf(one, id);
      expect(parked.map((event) => [event.kind, event.because])).toEqual(because.map((text) => ['gap', text]));
      const [, , , last] = parked;
      const release = releaseParked(one.operator, one.handlers, last?.id ?? '', { who: WORD.who });
      await expect(release).rejects.toThrow(`${tooHigh('9007199254740991')}: discard it`);
      for (const event of parked) await discardParked(one.operator, one.handlers, event.id, WORD);
    }
  }, 60_000);

  it('that is none, or is missing, is parked as unreadable', async () => {
    const id = idOf();
    await leaps.tell(first(id));
    for (const version of ODD) await leaps.tellAs({ ...forged(id), id: uuid() }, version);
    for (const one of read()) {
      const parked = await parkedOf(one, id);
      expect(parked.map(({ kind }) => kind)).toEqual(ODD.map(() => 'undecodable'));
      expect(parked.map(({ because }) => because)).toEqual([...ODD.slice(1).map(() => NONE), MISSING]);
    }
  }, 60_000);
});

describe('a resource that was let leap to the highest version', () => {
  it('stands there, and stops nothing', async () => {
    const id = named();
    await leaps.tell(created({ id }));
    await leaps.tellAs(updated({ id, title: 'Forged' }, {}), '2147483648');
    await leaps.tellAs({ ...updated({ id, title: 'Forged' }, {}), id: uuid() }, String(HIGHEST));
    for (const one of all) {
      const [, highest] = await parkedOf(one, id);
      await releaseParked(one.operator, one.handlers, highest?.id ?? '', { who: WORD.who });
    }
    await leaps.tellAs({ ...updated({ id, title: 'Forged' }, {}), id: uuid() }, '2147483648');
    for (const one of all) expect((await parkedOf(one, id)).map(({ kind }) => kind)).toEqual(['gap', 'gap']);
  }, 60_000);
});

describe('all of it', () => {
  it('is the same when it is folded anew', async () => {
    await expect(leaps.expectRebuildsEqual()).resolves.toBeUndefined();
  }, 60_000);
});
