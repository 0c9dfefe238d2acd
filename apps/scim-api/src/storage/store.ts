import type { Pool } from 'pg';
import type { BulkWrites, Settled, Together, UserBlock } from '../bulk/bulk-writes.js';
import type { GroupChange, GroupDecision } from '../groups/group-change.js';
import type { UserChange, UserDecision } from '../users/user-change.js';
import { writeBlock, writeUsersTogether } from './writer/write-block.js';
import { writeGroupDeletion, writeUserDeletion } from './writer/write-deletion.js';
import { writeGroup } from './writer/write-group.js';
import { writeGroupsTogether } from './writer/write-groups-together.js';
import { writeUsers, type DecideAll } from './writer/write-users.js';
import { traced } from './writer/traced.js';
import type { WriteBatch, Writer } from './writer/writer.js';

/** The way of every write: users' changes are gathered, those that end something and those of groups travel alone. */
export class Store implements BulkWrites {
  readonly #users: WriteBatch<UserChange, UserDecision>;
  readonly #userDeletion: WriteBatch<UserChange, UserDecision>;
  readonly #group: WriteBatch<GroupChange, GroupDecision>;
  readonly #groupDeletion: WriteBatch<GroupChange, GroupDecision>;

  constructor(
    private readonly pool: Pool,
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

  changeUsers(block: UserBlock): Promise<readonly Settled[]> {
    const changes = block.steps.map(({ change }) => change);
    return this.#asOne(block.tenantId, changes, () => writeBlock(this.#inOrder(block.tenantId), block));
  }

  createUsersTogether(tenantId: string, changes: readonly UserChange[]): Promise<Together<UserDecision>> {
    return this.#asOne(tenantId, changes, () => writeUsersTogether(this.#inOrder(tenantId), changes));
  }

  createGroupsTogether(tenantId: string, changes: readonly GroupChange[]): Promise<Together<GroupDecision>> {
    return this.#asOne(tenantId, changes, () => writeGroupsTogether(this.pool, tenantId, changes));
  }

  /** Changes that wait for their turn as one, and have it alone. */
  #asOne<Change extends UserChange | GroupChange, Result>(
    tenantId: string,
    changes: readonly Change[],
    run: () => Promise<Result>,
  ): Promise<Result> {
    const write: WriteBatch<null, Result> = async () => {
      const [result] = await traced<Change, Result>(async () => [await run()])(tenantId, changes);
      if (result === undefined) throw new Error('a transaction has a result');
      return [result];
    };
    return this.writer.submit(tenantId, null, { write, alone: true, size: changes.length });
  }

  #inOrder(tenantId: string) {
    return (changes: readonly UserChange[], decideAll: DecideAll): Promise<UserDecision[]> =>
      writeUsers(this.pool, tenantId, changes, decideAll);
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
