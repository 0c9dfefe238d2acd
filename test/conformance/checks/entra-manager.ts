import type { Check, Needs } from '../check.js';
import { expectIds, expectResource, expectStatus, expectThat, expectValue, show } from '../expect.js';
import { at, isObject, isUnassigned, textAt, type Json, type JsonObject } from '../json.js';
import type { Made, Probe } from '../probe.js';
import { ENTERPRISE } from '../urns.js';
import { quote } from '../values.js';

const MANAGER = `${ENTERPRISE}:manager`;
const NEEDS: Needs = { features: ['patch'], attributes: [MANAGER] };

/** The shapes in which Entra and its validator set a manager. */
const SET: Readonly<Record<string, readonly [source: string, shape: (id: string) => JsonObject]>> = {
  text: ['Captain-P-Goldfish/SCIM-SDK#541; gallery test 25', (id) => ({ op: 'Add', path: MANAGER, value: id })],
  object: ['validator: Add Manager', (id) => ({ op: 'Replace', path: MANAGER, value: { value: id } })],
  list: [
    'Microsoft Learn, SCIM tutorial, example 5',
    (id) => ({ op: 'Add', path: MANAGER, value: [{ $ref: `http://x/Users/${id}`, value: id }] }),
  ],
  'sub-attribute': ['RFC 7644 §3.10', (id) => ({ op: 'replace', path: `${MANAGER}.value`, value: id })],
};

const CLEARED: Readonly<Record<string, JsonObject>> = {
  remove: { op: 'Remove', path: MANAGER },
  'empty-text': { op: 'Replace', path: MANAGER, value: '' },
  'empty-object': { op: 'Replace', path: MANAGER, value: { value: '' } },
  null: { op: 'Replace', path: MANAGER, value: null },
};

export const ENTRA_MANAGER: readonly Check[] = [
  ...Object.entries(SET).map(([id, [source, shape]]): Check => ({
    id: `entra.manager.set-${id}`,
    level: 'MUST',
    profile: 'entra',
    source,
    expected: 'the manager is set, changed, and shown as an object with value',
    needs: NEEDS,
    run: async (probe) => {
      const [made, ...bosses] = [await probe.user(), await probe.user(), await probe.user()];
      for (const boss of bosses) {
        expectStatus(await probe.patch(made.path, [shape(boss.id)]), 200, 204);
        await expectManager(probe, made, boss.id);
      }
    },
  })),
  ...Object.entries(CLEARED).map(([id, operation]): Check => ({
    id: `entra.manager.cleared-by-${id}`,
    level: 'MUST',
    profile: 'entra',
    source: 'validator: Remove Manager; gallery tests 5, 25',
    expected: 'the manager is taken away',
    needs: NEEDS,
    run: async (probe) => {
      const [made, boss] = [await probe.user(), await probe.user()];
      await probe.patch(made.path, [{ op: 'add', path: MANAGER, value: { value: boss.id } }]);
      await expectManager(probe, made, boss.id);
      expectStatus(await probe.patch(made.path, [operation]), 200, 204);
      const later = await probe.read(made);
      const seen = at(later.body, ENTERPRISE, 'manager');
      expectThat(isUnassigned(seen), later, `manager is still ${show(seen)}`);
    },
  })),
  ...(['text', 'object'] as const).map((shape): Check => ({
    id: `entra.manager.created-${shape}`,
    level: 'MUST',
    profile: 'entra',
    source: 'Microsoft Learn, SCIM tutorial: POST; apache/directory-scimple#1242',
    expected: `a user is created with a manager given as ${shape}`,
    needs: { attributes: [MANAGER] },
    run: async (probe) => {
      const boss = await probe.user();
      const manager: Json = shape === 'text' ? boss.id : { value: boss.id };
      await expectManager(probe, await probe.user({ [ENTERPRISE]: { manager } }), boss.id);
    },
  })),
  {
    id: 'entra.manager.reference-check',
    level: 'MUST',
    profile: 'entra',
    source: 'Microsoft Learn, SCIM tutorial, example 4',
    expected: 'id eq … and manager eq …, in either order, finds the user by its manager, showing the id alone',
    needs: { features: ['filter'], attributes: [MANAGER] },
    run: async (probe) => {
      const boss = await probe.user();
      const { id } = await probe.user({ [ENTERPRISE]: { manager: { value: boss.id } } });
      const clauses = (manager: string) => [`id eq ${quote(id)}`, `${MANAGER} eq ${quote(manager)}`];
      for (const filter of [clauses(boss.id).join(' and '), clauses(boss.id).reverse().join(' and ')]) {
        expectIds(await probe.find(filter, { attributes: 'id' }), [id]);
      }
      expectIds(await probe.find(clauses(id).join(' and '), { attributes: 'id' }), []);
    },
  },
];

async function expectManager(probe: Probe, made: Made, id: string): Promise<void> {
  const answer = await probe.read(made);
  const seen = at(expectResource(answer, 200), ENTERPRISE, 'manager');
  expectThat(isObject(seen), answer, `manager is ${show(seen)} instead of an object (Budibase/budibase#15369)`);
  expectValue(answer, [ENTERPRISE, 'manager', 'value'], id);
  const reference = textAt(seen, '$ref');
  expectThat(reference === undefined || reference.endsWith(`/${id}`), answer, `$ref is ${reference}`);
}
