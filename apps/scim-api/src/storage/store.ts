import type { Pool } from 'pg';
import type { GroupChange, GroupDecision } from '../groups/group-change.js';
import type { UserChange, UserDecision } from '../users/user-change.js';
import { writeGroupDeletion, writeUserDeletion } from './writer/write-deletion.js';
import { writeGroup } from './writer/write-group.js';
import { writeUsers } from './writer/write-users.js';
import { traced } from './writer/traced.js';
import type { WriteBatch, Writer } from './writer/writer.js';

/** The way of every write: users' changes are gathered, those that end something and those of groups travel alone. */
export class Store {
  readonly #users: WriteBatch<UserChange, UserDecision>;
  readonly #userDeletion: WriteBatch<UserChange, UserDecision>;
  readonly #group: WriteBatch<GroupChange, GroupDecision>;
  readonly #groupDeletion: WriteBatch<GroupChange, GroupDecision>;

  constructor(
    pool: Pool,
    private readonly writer: Writer,
  ) {
    this.#users = traced((tenantId, changes) => writeUsers(pool, tenantId, changes));
    this.#userDeletion = traced(oneByOne((tenantId, change) => writeUserDeletion(pool, tenantId, change)));
    this.#group = traced(oneByOne((tenantId, change) => writeGroup(pool, tenantId, change)));
    this.#groupDeletion = traced(oneByOne((tenantId, change) => writeGroupDeletion(pool, tenantId, change)));
  }

  changeUser(change: UserChange): Promise<UserDecision> {
    return this.writer.submit(change.request.tenantId, change, { write: this.#users });
  }

  deleteUser(change: UserChange): Promise<UserDecision> {
    return this.writer.submit(change.request.tenantId, change, { write: this.#userDeletion, alone: true });
  }

  changeGroup(change: GroupChange): Promise<GroupDecision> {
    return this.writer.submit(change.request.tenantId, change, { write: this.#group, alone: true });
  }

  deleteGroup(change: GroupChange): Promise<GroupDecision> {
    return this.writer.submit(change.request.tenantId, change, { write: this.#groupDeletion, alone: true });
  }
}

function oneByOne<Change, Decision>(
  write: (tenantId: string, change: Change) => Promise<Decision>,
): WriteBatch<Change, Decision> {
  return async (tenantId, changes) => {
    const decisions: Decision[] = [];
    for (const change of changes) decisions.push(await write(tenantId, change));
    return decisions;
  };
}
