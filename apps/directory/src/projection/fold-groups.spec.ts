import { describe, expect, it } from '@jest/globals';
import type { GroupEvent } from '#contracts';
import { employeeKey } from './fold-users.js';
import { foldGroups } from './fold-groups.js';
import { groupCreated, groupDeleted, groupUpdated } from './group-events.fixture.js';
import { created, OTHER_TENANT, TENANT } from './user-events.fixture.js';

const fold = (...events: readonly GroupEvent[]) => foldGroups(new Map(), events);
const ids = (folded: ReturnType<typeof foldGroups>) =>
  folded.members.map(({ member, isMember }) => `${isMember ? '+' : '-'}${member.value}`);

describe('a group', () => {
  it('is what its newest event says, with the last of each member that came or went', () => {
    const folded = fold(
      groupCreated('g', 'Engineers', { added: ['ada', 'grace'] }),
      groupUpdated('g', 'Builders', { version: 2, added: ['alan'], removed: ['ada'] }),
      groupUpdated('g', 'Builders', { version: 3, added: ['ada'], removed: ['grace'] }),
    );
    expect(folded.groups).toMatchObject([{ id: 'g', version: 3, shown: { displayName: 'Builders' } }]);
    expect(ids(folded).toSorted()).toEqual(['+ada', '+alan', '-grace']);
  });

  it('leaves nothing of itself when it is deleted, and no older event brings it back', () => {
    const folded = fold(
      groupCreated('g', 'Engineers', { added: ['ada'] }),
      groupDeleted('g', { version: 2 }),
      groupUpdated('g', 'Engineers', { version: 2, added: ['grace'] }),
    );
    expect(folded).toMatchObject({ groups: [{ version: 2, shown: null }], members: [] });
    expect(folded.verdicts.map(({ kind }) => kind)).toEqual(['done', 'done', 'ignored']);
  });

  it('is not changed by what is known already', () => {
    const known = new Map([[employeeKey(TENANT, 'g'), { version: 2 }]]);
    const { verdicts, groups } = foldGroups(known, [groupUpdated('g', 'Old', { version: 2, added: ['ada'] })]);
    expect([verdicts.map(({ kind }) => kind), groups]).toEqual([['ignored'], []]);
  });

  it('is another one in another tenant', () => {
    const theirs = groupCreated('g', 'Theirs', { tenantId: OTHER_TENANT, added: ['eve'] });
    const folded = fold(groupCreated('g', 'Ours'), theirs);
    expect(folded.groups.map(({ shown }) => shown?.displayName)).toEqual(['Ours', 'Theirs']);
    expect(folded.members).toMatchObject([{ tenantId: OTHER_TENANT, groupId: 'g', member: { value: 'eve' } }]);
  });

  it.each([
    [{ ...groupCreated('g', 'G'), tenantId: 'contoso' }],
    [{ ...groupCreated('g', 'G'), resourceVersion: null }],
    [{ ...groupCreated('g', 'G'), time: 'yesterday' }],
    [created({ id: 'ada' })],
  ])('is not made of what can never be applied', (event) => {
    expect(foldGroups(new Map(), [event]).verdicts).toMatchObject([{ kind: 'poison' }]);
  });
});
