import { describe, expect, it } from '@jest/globals';
import { customUserType, schemaDocuments, USER_TYPE } from '#scim';
import { DiscoveryTexts, MAX_TYPES_KEPT } from './discovery-texts.js';

const BASE = 'https://rollcall.test/scim/v2';

function texts() {
  const built = { count: 0 };
  const build: typeof schemaDocuments = (...of) => ((built.count += 1), schemaDocuments(...of));
  return { built, of: new DiscoveryTexts(BASE, { resourceTypes: build, schemas: build }) };
}

const ownType = (name: string) => customUserType([{ name, type: 'number', description: '' }]);

describe('the texts of discovery', () => {
  it('are written once, however many ask', () => {
    const { built, of } = texts();
    for (let n = 0; n < 1_000; n += 1) of.of('schemas', USER_TYPE);
    expect(built.count).toBe(1);
    expect(JSON.parse(of.of('schemas', USER_TYPE).list)).toMatchObject({ Resources: schemaDocuments(BASE) });
  });

  it('are a company’s own where it has attributes of its own', () => {
    const { of } = texts();
    const [one, other] = [ownType('badge'), ownType('locker')];
    expect(of.of('schemas', one).list).toContain('badge');
    expect(of.of('schemas', other).list).toContain('locker');
    expect(of.of('schemas', USER_TYPE).list).not.toMatch(/badge|locker/);
    expect(of.of('schemas', one).list).toContain('badge');
  });

  it('are kept of so many types at most; what is asked for most lately stays', () => {
    const { built, of } = texts();
    const first = ownType('first');
    of.of('schemas', first);
    for (let n = 0; n < MAX_TYPES_KEPT; n += 1) {
      of.of('schemas', USER_TYPE);
      of.of('schemas', ownType(`a${n}`));
    }
    built.count = 0;
    of.of('schemas', USER_TYPE);
    expect(built.count).toBe(0);
    of.of('schemas', first);
    expect(built.count).toBe(1);
  });
});
