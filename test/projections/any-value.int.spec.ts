import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Client, type Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { createGroup } from '../../apps/scim-api/src/groups/decide-group.js';
import { DATABASE, MIGRATIONS } from '../../apps/scim-api/src/storage/database.js';
import { writeGroup } from '../../apps/scim-api/src/storage/writer/write-group.js';
import { writeUsers } from '../../apps/scim-api/src/storage/writer/write-users.js';
import { createUser, patchUser } from '../../apps/scim-api/src/users/decide-user.js';
import type { WriteRequest } from '../../apps/scim-api/src/writes/write-request.js';
import { listEmployees } from '../../apps/directory/src/storage/statements/list-employees.js';
import { created, disabled, TENANT } from '../../apps/directory/src/projection/user-events.fixture.js';
import { CUSTOM_USER_URN, decodeEvent, ENTERPRISE_USER_URN, type RollcallEvent, type TopicName } from '#contracts';
import { inTransaction, openPool, scopeToTenant } from '#postgres';
import { customUserType, decodeGroup, decodePatch, decodeUser, type ReadingRules } from '#scim';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { scattered } from '../support/scattered.js';
import { appendedEvents, openProjections, type Projections } from './stores.fixture.js';

jest.setTimeout(120_000);

const CUSTOM_URN = CUSTOM_USER_URN;
const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
const TYPE = customUserType([
  { name: 'Grade', type: 'option', description: '' },
  { name: 'Buddy', type: 'employee', description: '' },
]);
const RULES: ReadingRules = { type: TYPE, tolerance: 'tolerant', unknownAttributes: 'keep' };
const RUNS = 60;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let pool: Pool;
let projections: Projections;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  pool = openPool({ url: database.url('scim'), applicationName: 'spec', max: 2, pipeline: true });
  projections = await openProjections();
});

afterAll(async () => {
  await Promise.all([owner.end(), pool.end(), projections.close()]);
  await database.drop();
});

const request = (tenantId: string): WriteRequest => ({
  tenantId,
  actor: { connectionId: uuid(), credentialId: uuid() },
  userType: TYPE,
  correlationId: uuid(),
  traceparent: null,
  now: new Date().toISOString(),
  newId: uuid,
});

// Characters that grow when they are folded, that take four bytes, that compress well and that do not.
const character = fc.oneof(
  fc.constantFrom('x', 'ß', 'İ', 'ﷺ', 'Ω', '漢', '😀', 'é', '\u0301', '\u200d', ' ', '%', '\\', '"', "'", '\u0001'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);

/** A text of at most `most` UTF-16 units: often exactly so long, often of characters that do not compress. */
function text(most: number): fc.Arbitrary<string> {
  const long = fc
    .tuple(fc.nat(), fc.constantFrom(0x4e00, 0xac00, 0x20, 0x10000), fc.constantFrom(1, 0.5))
    .map(([seed, from, part]) => scattered(seed, from, Math.floor(most * part)));
  return fc.oneof(
    long,
    fc.tuple(character, fc.nat({ max: most })).map(([one, times]) => one.repeat(times).slice(0, most)),
    fc.array(character, { maxLength: 40 }).map((all) => all.join('').slice(0, most)),
  );
}

const KEY = 512;
const TEXT = 16_384;
const elements = (most: number) =>
  fc.array(fc.record({ value: text(most), type: text(TEXT), display: text(200) }, { requiredKeys: ['value'] }), {
    maxLength: 2,
  });
const BODY = fc.record(
  {
    displayName: text(TEXT),
    externalId: text(KEY),
    nickName: text(TEXT),
    title: text(TEXT),
    name: fc.record({ formatted: text(TEXT), familyName: text(TEXT), givenName: text(TEXT) }, { requiredKeys: [] }),
    emails: elements(KEY),
    roles: elements(TEXT),
    phoneNumbers: elements(TEXT),
    [ENTERPRISE_USER_URN]: fc.record(
      {
        employeeNumber: text(KEY),
        department: text(TEXT),
        costCenter: text(TEXT),
        manager: fc.record({ value: text(KEY) }),
      },
      { requiredKeys: [] },
    ),
    [CUSTOM_URN]: fc.record({ Grade: text(256), Buddy: text(KEY), Later: text(256) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const eventsOf = async (tenantId: string): Promise<Map<TopicName, RollcallEvent[]>> => {
  const events = new Map<TopicName, RollcallEvent[]>();
  for (const { topic, headers, value } of await appendedEvents(owner, tenantId)) {
    const decoded = decodeEvent({ headers: JSON.parse(headers), value });
    if (!decoded.ok) throw new Error(JSON.stringify(decoded));
    events.set(topic, [...(events.get(topic) ?? []), decoded.event]);
  }
  return events;
};

describe('whatever SCIM accepts', () => {
  it('of a user is stored, found again, and applied by every projection', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(BODY, text(KEY), async (body, name) => {
        const tenantId = uuid();
        const sent = { schemas: [USER_URN], userName: `u${name.slice(0, KEY - 1)}`, ...body };
        const attributes = readOrNull(() => decodeUser(sent, RULES).attributes);
        if (attributes === null) return;
        const id = uuid();
        const [decision] = await writeUsers(pool, tenantId, [createUser(request(tenantId), attributes, id)]);
        if (decision?.kind === 'refused') {
          expect(decision.error.status).toBeLessThan(500);
          return;
        }
        accepted += 1;
        const patch = decodePatch(
          {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [{ op: 'replace', path: 'active', value: false }],
          },
          RULES,
        );
        await writeUsers(pool, tenantId, [patchUser(request(tenantId), id, { patch })]);
        for (const [topic, events] of await eventsOf(tenantId)) {
          const outcomes = await projections.apply(topic, events);
          expect(outcomes.filter(({ kind }) => kind !== 'done')).toEqual([]);
        }
        const { rows } = await projections.directory.query('select active, version from employees where id = $1', [id]);
        expect(rows).toEqual([{ active: false, version: 2 }]);
      }),
      { numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(RUNS / 3);
  });

  it('of a group is stored and applied by every projection', async () => {
    await fc.assert(
      fc.asyncProperty(text(KEY), text(KEY), async (name, externalId) => {
        const tenantId = uuid();
        const body = { displayName: `g${name.slice(0, KEY - 1)}`, externalId };
        const group = readOrNull(() => decodeGroup(body, { tolerance: 'tolerant' }));
        if (group === null) return;
        const decision = await writeGroup(pool, tenantId, createGroup(request(tenantId), group, uuid()));
        expect(decision.kind).toBe('saved');
        for (const [topic, events] of await eventsOf(tenantId)) {
          const outcomes = await projections.apply(topic, events);
          expect(outcomes.filter(({ kind }) => kind === 'poison')).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

/** What is refused while it is read is of no interest here. */
function readOrNull<Read>(read: () => Read): Read | null {
  try {
    return read();
  } catch {
    return null;
  }
}

describe('events that an earlier release has written, far above the bounds of today', () => {
  const huge = (seed: number): string => scattered(seed, 0x4e00, 60_000);

  it('are applied by every projection, and whoever left is inactive', async () => {
    const id = uuid();
    const person = {
      id,
      userName: huge(1),
      displayName: huge(2),
      department: huge(3),
      title: huge(4),
      managerId: huge(5),
      mail: huge(6),
      more: {
        externalId: huge(7),
        nickName: huge(8),
        [ENTERPRISE_USER_URN]: {
          employeeNumber: huge(9),
          department: huge(3),
          costCenter: huge(10),
          manager: { value: huge(5) },
        },
      },
    };
    const events = [created(person), disabled({ ...person, active: false }, { version: 2 })];
    const outcomes = await projections.apply('rollcall.users.v1', events);
    expect(outcomes.every(({ kind }) => kind === 'done')).toBe(true);

    const found = await inTransaction(projections.directoryReader, async (tx) => {
      await scopeToTenant(tx, TENANT);
      const filter = { active: null, department: huge(3), managerId: huge(5) };
      return listEmployees(tx, filter, { after: '', limit: 10 });
    });
    expect(found.map((row) => ({ id: row.id, active: row.active, department: row.department }))).toEqual([
      { id, active: false, department: huge(3) },
    ]);
  });
});
