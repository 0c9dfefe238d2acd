import { describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { createUser } from '../../users/decide-user.js';
import type { UserChange, UserDecision } from '../../users/user-change.js';
import { requestOf } from '../../writes/write-request.fixture.js';
import { ScriptedPool } from '../scripted-pool.fixture.js';
import { writeNewUsers } from './write-new-users.js';

const TENANT = uuid();

function newUser(userName: string): UserChange {
  return createUser(requestOf(TENANT), { userName, active: true });
}

/** The second of three has a name that is taken. @param owners what the server says when it is asked by whom */
function written(owners: () => readonly object[]): Promise<UserDecision[]> {
  const { pool } = new ScriptedPool(({ name }) => {
    if (name === 'create-users') return [{ name: 'taken' }];
    return name === 'name-owners' ? owners() : [];
  });
  return writeNewUsers(pool, TENANT, ['first', 'taken', 'third'].map(newUser));
}

const told = (decisions: readonly UserDecision[]): readonly unknown[] =>
  decisions.map((decision) =>
    decision.kind === 'refused' ? [decision.error.code, decision.owner ?? null] : decision.kind,
  );

describe('a new user whose name somebody has', () => {
  it('is refused, and told by whom, beside others who are stored', async () => {
    const owner = uuid();
    const decisions = await written(() => [{ user_name_key: 'taken', id: owner }]);
    expect(told(decisions)).toEqual(['saved', ['duplicate-user', owner], 'saved']);
  });

  it('is refused where the name is free by the time that is asked: nothing of it was stored', async () => {
    expect(told(await written(() => []))).toEqual(['saved', ['duplicate-user', null], 'saved']);
  });

  it('is refused where nobody can be asked: the others were stored, and are not run again', async () => {
    const away = (): never => {
      throw new Error('the connection was lost');
    };
    expect(told(await written(away))).toEqual(['saved', ['duplicate-user', null], 'saved']);
  });
});
