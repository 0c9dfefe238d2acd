import type { BulkWrites, Settled, Together, UserBlock } from '../bulk/bulk-writes.js';
import type { GroupChange, GroupDecision } from '../groups/group-change.js';
import { ScimError } from '#scim';
import type { UserChange, UserDecision } from '../users/user-change.js';
import { writeBlock, writeUsersTogether } from './writer/write-block.js';
import { writeGroupDeletion, writeUserDeletion, type Unfinished } from './writer/write-deletion.js';
import { writeGroup } from './writer/write-group.js';
import { writeGroupsTogether } from './writer/write-groups-together.js';
import type { DecideAll } from './writer/decide-all.js';
import { writeUsers } from './writer/write-users.js';
import type { WritePlace } from './writer/session.js';
import { traced } from './writer/traced.js';
import type { WriteBatch, Writer } from './writer/writer.js';

/** The way of every write: users' changes are gathered, those that end something and those of groups travel alone. */
export class Store implements BulkWrites {
  readonly #place: WritePlace;
  readonly #writer: Writer;
  readonly #users: WriteBatch<UserChange, UserDecision>;
  readonly #userDeletion: WriteBatch<UserChange, UserDecision | Unfinished>;
  readonly #group: WriteBatch<GroupChange, GroupDecision>;
  readonly #groupDeletion: WriteBatch<GroupChange, GroupDecision | Unfinished>;

  constructor(place: WritePlace, writer: Writer) {
    this.#place = place;
    this.#writer = writer;

    this.#users = traced((tenantId, changes) => writeUsers(place, tenantId, changes));
    this.#userDeletion = traced(oneByOne((tenantId, change) => writeUserDeletion(place, tenantId, change)));
    this.#group = traced(oneByOne((tenantId, change) => writeGroup(place, tenantId, change)));
    this.#groupDeletion = traced(oneByOne((tenantId, change) => writeGroupDeletion(place, tenantId, change)));
  }

  changeUser(change: UserChange): Promise<UserDecision> {
    return this.#writer.submit(change.request.tenantId, change, { write: this.#users, isNew: change.isNew });
  }

  deleteUser(change: UserChange): Promise<UserDecision> {
    return this.#toItsEnd(change, this.#userDeletion);
  }

  changeGroup(change: GroupChange): Promise<GroupDecision> {
    return this.#writer.submit(change.request.tenantId, change, { write: this.#group, alone: true });
  }

  deleteGroup(change: GroupChange): Promise<GroupDecision> {
    return this.#toItsEnd(change, this.#groupDeletion);
  }

  changeUsers(block: UserBlock): Promise<readonly Settled[]> {
    const changes = block.steps.map(({ change }) => change);
    return this.#asOne(block.tenantId, changes, () => writeBlock(this.#inOrder(block.tenantId), block));
  }

  createUsersTogether(tenantId: string, changes: readonly UserChange[]): Promise<Together<UserDecision>> {
    return this.#asOne(tenantId, changes, () => writeUsersTogether(this.#inOrder(tenantId), changes));
  }

  createGroupsTogether(tenantId: string, changes: readonly GroupChange[]): Promise<Together<GroupDecision>> {
    return this.#asOne(tenantId, changes, () => writeGroupsTogether(this.#place, tenantId, changes));
  }

  /** Each part of a deletion has a transaction and a turn of its own: no other write waits for more than one. */
  async #toItsEnd<Change extends UserChange | GroupChange, Decision extends UserDecision | GroupDecision>(
    change: Change,
    write: WriteBatch<Change, Decision | Unfinished>,
  ): Promise<Decision> {
    let [parts, idle] = [0, 0];
    for (;;) {
      const outcome = await this.#writer
        .submit(change.request.tenantId, change, { write, alone: true })
        .catch((error: unknown) => {
          throw parts > 0 && isUnavailable(error) ? new ScimError('unavailable', BEGUN) : error;
        });
      if (!isUnfinished(outcome)) return outcome;
      parts += 1;
      idle = outcome.left === 0 ? idle + 1 : 0;
      if (idle === MAX_IDLE_PARTS) throw new ScimError('unavailable', BEGUN);
    }
  }

  /** Changes that wait for their turn as one, and have it alone. */
  #asOne<Result>(
    tenantId: string,
    changes: readonly (UserChange | GroupChange)[],
    run: () => Promise<Result>,
  ): Promise<Result> {
    const write: WriteBatch<null, Result> = async () => {
      const [result] = await traced<UserChange | GroupChange, Result>(async () => [await run()])(tenantId, changes);
      if (result === undefined) throw new Error('a transaction has a result');
      return [result];
    };
    return this.#writer.submit(tenantId, null, { write, alone: true, size: changes.length });
  }

  #inOrder(tenantId: string) {
    return (changes: readonly UserChange[], decideAll: DecideAll): Promise<UserDecision[]> =>
      writeUsers(this.#place, tenantId, changes, decideAll);
  }
}

/** Each time somebody added it to a group meanwhile. */
const MAX_IDLE_PARTS = 5;
const BEGUN =
  'The deletion has begun: memberships have ended, and the resource is there still; repeat the request in a moment.';

function isUnavailable(error: unknown): boolean {
  return error instanceof ScimError && error.code === 'unavailable';
}

function isUnfinished(outcome: UserDecision | GroupDecision | Unfinished): outcome is Unfinished {
  return outcome.kind === 'unfinished';
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
