import { expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { ScimError } from '#scim';
import { requestOf } from '../writes/write-request.fixture.js';
import { provisionUser } from './provision-user.js';
import type { UserChange, UserDecision } from './user-change.js';

const request = requestOf(uuid());

it('looks again where the name was taken, and whoever had it has gone since', async () => {
  const asked: UserChange[] = [];
  const store = {
    changeUser: async (change: UserChange): Promise<UserDecision> => {
      asked.push(change);
      if (asked.length === 1) return { kind: 'refused', error: new ScimError('duplicate-user') };
      return change.decide(null, new Map());
    },
  };
  const decided = await provisionUser(store, request, { userName: 'jane', active: true });
  expect([decided.kind, asked.map(({ isNew }) => isNew)]).toEqual(['saved', [true, true]]);
});

it('looks no further for a refusal of another kind', async () => {
  const refused: UserDecision = { kind: 'refused', error: new ScimError('user-too-large') };
  const decided = await provisionUser({ changeUser: async () => refused }, request, { userName: 'jane', active: true });
  expect(decided).toBe(refused);
});
