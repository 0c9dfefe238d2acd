import { describe, expect, it } from '@jest/globals';
import * as changes from './changes.js';
import { sourceFromJson, sourceToJson } from './source-json.js';
import { generateSource } from './generate.js';

const company = generateSource({ seed: 3, users: 500, groups: 20 });
const users = [...company.users.values()];
const [root, first, second] = users;
if (root === undefined || first === undefined || second === undefined) throw new Error('a small company');

describe('a generated company', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(generateSource({ seed: 3, users: 500, groups: 20 })).toEqual(company);
    expect(generateSource({ seed: 4, users: 500, groups: 20 })).not.toEqual(company);
  });

  it('has names that nobody shares, guests, disabled accounts and many scripts', () => {
    expect(new Set(users.map(({ userPrincipalName }) => userPrincipalName)).size).toBe(500);
    expect(users.filter(({ userPrincipalName }) => userPrincipalName.includes('#EXT#')).length).toBeGreaterThan(2);
    expect(users.filter(({ accountEnabled }) => !accountEnabled).length).toBeGreaterThan(0);
    for (const script of [/\p{Script=Greek}/u, /\p{Script=Arabic}/u, /\p{Script=Han}/u, /\p{Script=Devanagari}/u]) {
      expect(users.some(({ displayName }) => script.test(displayName))).toBe(true);
    }
  });

  it('has one at the top, and everybody below', () => {
    expect(users.filter(({ manager }) => manager === null)).toEqual([root]);
    for (const { id } of users) {
      const above = new Set<string>();
      for (let at: string | null = id; at !== null; at = company.users.get(at)?.manager ?? null) {
        expect(above.has(at)).toBe(false);
        above.add(at);
      }
    }
  });

  it('comes back from its file', () => {
    expect(sourceFromJson(JSON.parse(JSON.stringify(sourceToJson(company))))).toEqual(company);
    expect(() => sourceFromJson({ users: {}, assigned: {} })).toThrow('init');
  });
});

describe('a change at the source', () => {
  it('keeps the tree of managers a tree', () => {
    expect(() => changes.setManager(company, root.id, first.id)).toThrow('above themselves');
    expect(changes.setManager(company, first.id, second.id).users.get(first.id)?.manager).toBe(second.id);
  });

  it('purges who lay in the recycle bin long enough, from groups and as a manager', () => {
    const deleted = changes.softDelete(company, first.id, '2026-01-01T00:00:00.000Z');
    expect(changes.purge(deleted, '2026-01-01T00:00:00.000Z')).toEqual(deleted);
    const purged = changes.purge(deleted, '2026-01-02T00:00:00.000Z');
    expect(purged.users.has(first.id)).toBe(false);
    expect([...purged.users.values()].some(({ manager }) => manager === first.id)).toBe(false);
    expect([...purged.groups.values()].some(({ members }) => members.includes(first.id))).toBe(false);
  });

  it('sets attributes that there are, and extension attributes', () => {
    const changed = changes.updateUser(company, first.id, {
      jobTitle: 'Chief',
      extensionAttribute1: 'x',
      department: null,
    });
    expect(changed.users.get(first.id)).toMatchObject({
      jobTitle: 'Chief',
      department: null,
      extensionAttributes: { extensionAttribute1: 'x' },
    });
    expect(() => changes.updateUser(company, first.id, { shoeSize: '7' })).toThrow('no attribute');
    expect(() => changes.updateUser(company, first.id, { surname: null })).toThrow('cannot be empty');
  });

  it('refuses a userPrincipalName that another one has, in whatever case, unless that one is in the recycle bin', () => {
    const taken = { userPrincipalName: first.userPrincipalName.toUpperCase() };
    expect(() => changes.updateUser(company, second.id, taken)).toThrow('already');
    expect(changes.updateUser(company, first.id, taken).users.get(first.id)).toMatchObject(taken);
    const left = changes.softDelete(company, first.id, '2026-01-01T00:00:00.000Z');
    const renamed = changes.updateUser(left, second.id, taken);
    expect(renamed.users.get(second.id)).toMatchObject(taken);
    expect(() => changes.restore(renamed, first.id)).toThrow('already');
  });

  it('names who is not there', () => {
    expect(() => changes.disable(company, 'nobody')).toThrow('nobody');
    expect(() => changes.deleteGroup(company, 'nothing')).toThrow('nothing');
    expect(() => changes.restore(company, first.id)).toThrow('recycle bin');
  });
});
