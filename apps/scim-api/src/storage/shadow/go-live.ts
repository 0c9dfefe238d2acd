import type { GroupMember } from '#contracts';
import {
  sameJson,
  ScimError,
  versionTag,
  type GroupAttributes,
  type JsonObject,
  type SentMember,
  type UserAttributes,
} from '#scim';
import type { BlockStep, BulkWrites, Settled } from '../../bulk/bulk-writes.js';
import { createGroup, deleteGroup, takeGroup } from '../../groups/decide-group.js';
import type { GroupDecision } from '../../groups/group-change.js';
import { deleteUser, takeUser } from '../../users/decide-user.js';
import type { UserDecision } from '../../users/user-change.js';
import type { WriteRequest } from '../../writes/write-request.js';
import type { BrakeNow } from '../brake-statements.js';
import type { Entry, LiveEntries } from './live-entries.js';
import type { Part } from './live-statements.js';

export interface GoingLiveParts {
  readonly entries: LiveEntries;
  /** Of the resources. */
  readonly writes: BulkWrites;
  /** Of whoever asked for it: every write has it. */
  readonly requestId: string;
  readonly requestOf: () => Promise<WriteRequest>;
  /** At the beginning of the pass. */
  readonly brake: BrakeNow;
  /** Before each page and each transaction: what is so already may be much. @throws when somebody else has it, or it is none any more */
  readonly goOn: () => Promise<void>;
}

/** What one pass came to. */
export interface Passed {
  readonly settled: number;
  readonly isHeld: boolean;
  /** Those that were refused, for what. */
  readonly refused: ReadonlyMap<string, string>;
}

type Decided = UserDecision | GroupDecision | Settled;

/**
 * Applies what a shadow has decided, as ordinary writes: people in the order of their ids, then groups, then what is deleted. An
 * entry is settled after its write has committed. Killed between the two, it is met again as it should be: what is so already is
 * settled, and versions that these requests wrote do not make it one that has moved.
 */
export class GoLive {
  readonly #parts: GoingLiveParts;
  #settled = 0;
  #isHeld = false;
  #holdsPeople: boolean;
  #membersLeft: number;
  readonly #refused = new Map<string, string>();

  constructor(parts: GoingLiveParts) {
    this.#parts = parts;
    this.#holdsPeople = parts.brake.holdsPeople;
    this.#membersLeft = parts.brake.membersLeft ?? Infinity;
  }

  /** Everything whose turn it is, once. */
  async pass(): Promise<Passed> {
    await this.#users();
    await this.#each('new-groups', (entry) => this.#newGroup(entry));
    await this.#each('groups', (entry) => this.#group(entry));
    await this.#each('deletions', (entry) => this.#deletion(entry));
    return { settled: this.#settled, isHeld: this.#isHeld, refused: this.#refused };
  }

  async #users(): Promise<void> {
    for await (const page of this.#parts.entries.pages('users')) {
      await this.#parts.goOn();
      const due: Entry[] = [];
      for (const entry of page.filter((one) => !ends(one) || !this.#isHeldBack(one)))
        if (await this.#isDue(entry)) due.push(entry);
      for (let rest = due; rest.length > 0;) {
        await this.#parts.goOn();
        const request = await this.#parts.requestOf();
        const steps = rest.map((entry): BlockStep => ({ change: taking(request, entry), needs: [], without: alone }));
        const decided = await this.#parts.writes.changeUsers({
          tenantId: request.tenantId,
          steps,
          stopAfter: Infinity,
        });
        for (const [at, one] of decided.entries()) await this.#note(rest[at], one);
        rest = rest.slice(decided.length);
      }
    }
  }

  async #each(part: Part, apply: (entry: Entry) => Promise<void>): Promise<void> {
    for await (const page of this.#parts.entries.pages(part)) {
      await this.#parts.goOn();
      for (const entry of page) {
        if (!(await this.#isDue(entry))) continue;
        await this.#parts.goOn();
        await apply(entry);
      }
    }
  }

  /** Without those members who are not there yet: they follow when all groups are. */
  async #newGroup(entry: Entry): Promise<void> {
    if (entry.live !== null) return;
    const { join } = await this.#parts.entries.membersToMove(entry.id);
    const request = await this.#parts.requestOf();
    const group = { attributes: groupIn(entry.after), members: sent(join), quirks: [] };
    const decided = await this.#parts.writes.changeGroup(createGroup(request, group, entry.id));
    // Settled with its members, when the turn of all groups comes.
    if (decided.kind === 'refused') await this.#note(entry, decided);
  }

  async #group(entry: Entry): Promise<void> {
    const { id, live, liveVersion } = entry;
    if (live === null || liveVersion === null || this.#refused.has(id)) return;
    const { join, leave } = await this.#parts.entries.membersToMove(id);
    if (this.#holdsMembers(leave.length)) return;
    const isSo = join.length + leave.length === 0;
    const membership = isSo ? null : { clear: false, add: sent(join), remove: leave };
    const request = await this.#parts.requestOf();
    const attributes = groupIn(entry.after);
    const decided = await this.#parts.writes.changeGroup(
      takeGroup(request, id, { attributes, version: liveVersion, membership }),
    );
    this.#countEnded(leave.length, decided);
    if (decided.kind !== 'saved') return this.#note(entry, decided);
    // The next members, at the version that this has left.
    await this.#parts.goOn();
    return this.#group({ ...entry, live: entry.after, liveVersion: decided.group.version });
  }

  async #deletion(entry: Entry): Promise<void> {
    const { id, liveVersion } = entry;
    if (liveVersion === null) return;
    const condition = { ifMatch: versionTag(liveVersion) };
    const { entries, writes, requestOf } = this.#parts;
    if (entry.type === 'User') {
      if (this.#isHeldBack(entry)) return;
      return this.#note(entry, await writes.deleteUser(deleteUser(await requestOf(), id, condition)));
    }
    const ended = await entries.countMembers(id);
    if (this.#holdsMembers(ended)) return;
    const decided = await writes.deleteGroup(deleteGroup(await requestOf(), id, condition));
    this.#countEnded(ended, decided);
    return this.#note(entry, decided);
  }

  /** As of people: what is refused is undone each time, however many memberships it was. */
  #holdsMembers(ended: number): boolean {
    const isHeld = ended > this.#membersLeft;
    this.#isHeld ||= isHeld;
    return isHeld;
  }

  /** As many as it has refused it refuses again. */
  #countEnded(ended: number, decided: Decided): void {
    if (decided.kind === 'saved' || decided.kind === 'deleted') this.#membersLeft -= ended;
    else if (decided.kind === 'refused' && decided.error.code === 'brake')
      this.#membersLeft = Math.min(this.#membersLeft, ended - 1);
  }

  /** Where the brake holds nobody is asked for whom it would refuse: it would count them each time. */
  #isHeldBack({ id }: Entry): boolean {
    if (!this.#holdsPeople || this.#parts.brake.releasedPeople.includes(id)) return false;
    this.#isHeld = true;
    return true;
  }

  /** False: it is settled, or somebody has to decide. */
  async #isDue(entry: Entry): Promise<boolean> {
    const { id, after, live, take, liveVersion, decidedOn, version } = entry;
    const { entries, requestId } = this.#parts;
    if (take === 'live' || (after === null && live === null) || isUntouched(entry) || (await this.#isSo(entry))) {
      const isOpen = (await this.#settle(id, 'done')) === 0;
      if (isOpen && liveVersion !== null) await entries.noteVersion(id, liveVersion);
      return false;
    }
    const expected = decidedOn ?? version;
    if (liveVersion === expected) return true;
    const isOwn = await entries.isOwn(entry, expected ?? 0, requestId);
    if (!isOwn) await this.#settle(id, 'moved');
    return isOwn;
  }

  async #isSo({ id, type, after, live }: Entry): Promise<boolean> {
    if (after === null || live === null || !sameJson(parsed(after), parsed(live))) return false;
    if (type === 'User') return true;
    const { join, leave } = await this.#parts.entries.membersToMove(id);
    return join.length + leave.length === 0;
  }

  /** What another has come before is for the next pass. @throws what the infrastructure failed with: the pass is over */
  async #note(entry: Entry | undefined, decided: Decided): Promise<void> {
    if (entry === undefined) return;
    if (decided.kind !== 'refused' && decided.kind !== 'failed') {
      await this.#settle(entry.id, 'done');
      return;
    }
    const { error } = decided;
    if (!(error instanceof ScimError) || error.status >= 500) throw error;
    if (error.code === 'not-found') await this.#settle(entry.id, 'done');
    else if (error.code === 'brake') {
      this.#isHeld = true;
      // Of memberships it holds what is too many, and people it may let go still.
      this.#holdsPeople ||= entry.type === 'User';
    } else if (error.code !== 'version-mismatch') this.#refused.set(entry.id, error.code);
  }

  /** How many were settled: 0 of a group that awaits members. */
  async #settle(id: string, outcome: 'done' | 'moved'): Promise<number> {
    const code = outcome === 'moved' ? 'moved' : null;
    const settled = await this.#parts.entries.settle([{ id, outcome, code }]);
    this.#settled += settled;
    return settled;
  }
}

function taking(request: WriteRequest, { id, after, liveVersion }: Entry) {
  // Decoder: nothing but canonical attributes of users is ever written to the column.
  return takeUser(request, id, { attributes: parsed(after) as UserAttributes, version: liveVersion });
}

/** It was touched, and has nothing that it had not. */
function isUntouched({ type, version, before, after }: Entry): boolean {
  return type === 'User' && version !== null && before !== null && after !== null && before === after;
}

function ends({ after, live }: Entry): boolean {
  return live !== null && parsed(live).active === true && parsed(after).active !== true;
}

function groupIn(text: string | null): GroupAttributes {
  // As `taking`, of groups.
  return parsed(text) as GroupAttributes;
}

function parsed(text: string | null): JsonObject {
  return JSON.parse(text ?? '{}') as JsonObject;
}

function sent(members: readonly GroupMember[]): SentMember[] {
  return members.map(({ value, type }, at) => ({ value, type, place: `members[${at}]` }));
}

/** No step needs another. */
function alone(): ScimError {
  return new ScimError('failed-reference');
}
