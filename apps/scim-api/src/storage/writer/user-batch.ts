import type { RollcallEvent } from '#contracts';
import { encodedSize, fitsTopic } from '#outbox';
import { normaliseUserName, ScimError, type StoredUser } from '#scim';
import { inTurns, type Turn } from '#turns';
import type { BatchBrake } from './batch-brake.js';
import type { UserChange, UserDecision } from '../../users/user-change.js';

/**
 * Bytes of events that a batch gathers: with the one that passes it they are a megabyte more at most. Encoded, escaped for
 * the statement and on the wire they are in memory about four times, and encoding them takes 5 ms. Sixty-four new users
 * are 130 kB.
 */
export const MAX_BATCH_BYTES = 1_048_576;

/** What a batch found in the database, and what its decisions leave: state and names as the next decision sees them. */
export class UserBatch {
  readonly #loaded: ReadonlyMap<string, StoredUser>;
  readonly #users: Map<string, StoredUser>;
  readonly #owners: Map<string, string>;
  readonly #created = new Set<string>();
  readonly #touched = new Set<string>();
  readonly #brake: Pick<BatchBrake, 'refusalOf'> | null;
  #bytes = 0;
  /** In the order of the decisions: the outbox gets them so. */
  readonly events: RollcallEvent[] = [];

  constructor(
    loaded: Iterable<StoredUser>,
    owners: Iterable<readonly [string, string]>,
    brake: Pick<BatchBrake, 'refusalOf'> | null = null,
  ) {
    this.#brake = brake;
    this.#loaded = new Map([...loaded].map((user) => [user.id, user]));
    this.#users = new Map(this.#loaded);
    this.#owners = new Map(owners);
  }

  /** True when what it has gathered is enough for one transaction: {@link MAX_BATCH_BYTES}. */
  get isFull(): boolean {
    return this.#bytes >= MAX_BATCH_BYTES;
  }

  /** Decides one change on what the ones before it left. A refusal leaves everything as it was. */
  decide(change: UserChange): UserDecision {
    return this.#take(change, change.decide(this.#stateOf(change), this.#owners));
  }

  /** As `decide`, and gives the event loop back where that takes long. */
  async decideInTurns(change: UserChange, turn: Turn): Promise<UserDecision> {
    const steps = change.steps?.(this.#stateOf(change), this.#owners);
    const decided = steps === undefined ? null : await inTurns(steps, turn);
    const decision = turn.hold(() => (decided === null ? this.decide(change) : this.#take(change, decided)));
    if (turn.isOver()) await turn.next();
    return decision;
  }

  get inserts(): StoredUser[] {
    return this.#written([...this.#created]);
  }

  get updates(): { readonly before: StoredUser; readonly after: StoredUser }[] {
    return this.#written([...this.#touched].filter((id) => !this.#created.has(id))).flatMap((after) => {
      const before = this.#loaded.get(after.id);
      return before === undefined ? [] : [{ before, after }];
    });
  }

  /** Users who give up a name that another user of this batch ends up with. */
  get renamed(): string[] {
    const { updates } = this;
    const moved = updates.filter(
      ({ before, after }) => !haveSameName(before, after) && nameOf(before) !== nameOf(after),
    );
    if (moved.length === 0) return [];
    const taken = new Set([...this.inserts, ...updates.map(({ after }) => after)].map(nameOf));
    return moved.filter(({ before }) => taken.has(nameOf(before))).map(({ before }) => before.id);
  }

  #stateOf({ userId }: UserChange): StoredUser | null {
    return this.#users.get(userId) ?? null;
  }

  #take(change: UserChange, decision: UserDecision): UserDecision {
    // A deletion ends memberships too, and has a transaction of its own (`writeUserDeletion`).
    if (decision.kind === 'deleted') throw new Error('a batch does not delete');
    if (decision.kind !== 'saved') return decision;
    if (!fitsTopic(decision.event)) return { kind: 'refused', error: new ScimError('event-too-large') };
    const state = this.#stateOf(change);
    const held = endsActive(state, decision.user) ? this.#brake?.refusalOf(change.request, change.userId) : null;
    if (held) return { kind: 'refused', error: held };
    this.#save(state, decision);
    this.#bytes += encodedSize(decision.event);
    this.events.push(decision.event);
    return decision;
  }

  #save(state: StoredUser | null, { user, created }: { user: StoredUser; created: boolean }): void {
    if (state === null || !haveSameName(state, user)) {
      if (state !== null) this.#owners.delete(nameOf(state));
      this.#owners.set(nameOf(user), user.id);
    }
    this.#users.set(user.id, user);
    this.#touched.add(user.id);
    if (created) this.#created.add(user.id);
  }

  #written(ids: readonly string[]): StoredUser[] {
    return ids.flatMap((id) => this.#users.get(id) ?? []);
  }
}

function endsActive(before: StoredUser | null, after: StoredUser): boolean {
  return before?.attributes.active === true && !after.attributes.active;
}

export function nameOf(user: StoredUser): string {
  return normaliseUserName(user.attributes.userName);
}

/** Letter by letter, as nearly all changes leave it: nothing is folded for these. */
function haveSameName(one: StoredUser, other: StoredUser): boolean {
  return one.attributes.userName === other.attributes.userName;
}
