import { describe, expect, it } from '@jest/globals';
import { employeeKey, foldUsers } from './fold-users.js';
import { created, deleted, OTHER_TENANT, TENANT, tenantChanged, updated } from './user-events.fixture.js';

const ADA = { id: 'ada' };
const NOTHING = new Map();

describe('a batch', () => {
  it('folds in order, saves the last view of each and keeps every version', () => {
    const { employees, versions, verdicts } = foldUsers(NOTHING, [
      created(ADA),
      created({ id: 'bob' }),
      updated({ ...ADA, title: 'Countess' }, { version: 2 }),
    ]);
    expect(employees.map(({ id, version }) => [id, version])).toEqual([
      ['ada', 2],
      ['bob', 1],
    ]);
    expect(versions.map(({ view }) => `${view.id} ${view.version}`)).toEqual(['ada 1', 'bob 1', 'ada 2']);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
  });

  it('ignores what is not newer than what is known', () => {
    const known = new Map([[employeeKey(TENANT, 'ada'), { version: 2 }]]);
    const folded = foldUsers(known, [created(ADA), updated(ADA, { version: 2 })]);
    expect(folded.verdicts.map(({ kind }) => kind)).toEqual(['ignored', 'ignored']);
    expect(folded.versions).toEqual([]);
  });

  it('keeps tenants apart that use the same id', () => {
    const { employees } = foldUsers(NOTHING, [created(ADA), deleted('ada', { tenantId: OTHER_TENANT, version: 1 })]);
    expect(employees.map(({ tenantId, kind }) => [tenantId, kind])).toEqual([
      [TENANT, 'employee'],
      [OTHER_TENANT, 'deleted'],
    ]);
  });

  it('takes an accepted gap as it takes the next version', () => {
    const { employees } = foldUsers(NOTHING, [created(ADA), updated(ADA, { version: 3 })]);
    expect(employees).toMatchObject([{ version: 3 }]);
  });

  it('refuses what no retry would mend, and folds the rest', () => {
    const good = created(ADA);
    const { verdicts } = foldUsers(NOTHING, [
      created({ id: 'b' }, { tenantId: 'contoso' }),
      { ...created({ id: 'c' }), resourceVersion: null },
      { ...created({ id: 'd' }), time: 'yesterday' },
      { ...created({ id: 'e' }), id: 'event-1' },
      good,
    ]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['poison', 'poison', 'poison', 'poison', 'done']);
  });

  it('passes over no event in silence that is not about a user', () => {
    expect(foldUsers(NOTHING, [tenantChanged()]).verdicts).toMatchObject([{ kind: 'poison' }]);
  });
});
