import type { RollcallEvent } from '#contracts';
import { fitsTopic } from '#outbox';
import { normaliseUserName, ScimError, type StoredUser } from '#scim';
import type { UserChange, UserDecision } from '../../users/user-change.js';

/** What a batch found in the database, and what its decisions leave: state and names as the next decision sees them. */
export class UserBatch {
  readonly #loaded: ReadonlyMap<string, StoredUser>;
  readonly #users: Map<string, StoredUser>;
  readonly #owners: Map<string, string>;
  readonly #created = new Set<string>();
  readonly #touched = new Set<string>();
  /** In the order of the decisions: the outbox gets them so. */
  readonly events: RollcallEvent[] = [];

  constructor(loaded: Iterable<StoredUser>, owners: Iterable<readonly [string, string]>) {
    this.#loaded = new Map([...loaded].map((user) => [user.id, user]));
    this.#users = new Map(this.#loaded);
    this.#owners = new Map(owners);
  }

  /** Decides one change on what the ones before it left. A refusal leaves everything as it was. */
  decide(change: UserChange): UserDecision {
    const state = this.#users.get(change.userId) ?? null;
    const decision = change.decide(state, this.#owners);
    // A deletion ends memberships too, and has a transaction of its own (`writeUserDeletion`).
    if (decision.kind === 'deleted') throw new Error('a batch does not delete');
    if (decision.kind !== 'saved') return decision;
    // Nearly all leave the room, and are not measured twice.
    const fits =
      fitsTopic(decision.event, ROOM_TO_LEAVE) || (!grows(state, decision.user) && fitsTopic(decision.event));
    if (!fits) return { kind: 'refused', error: new ScimError('event-too-large') };
    this.#save(state, decision);
    this.events.push(decision.event);
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
    const taken = new Set([...this.inserts, ...this.updates.map(({ after }) => after)].map(nameOf));
    return this.updates
      .filter(({ before, after }) => nameOf(before) !== nameOf(after) && taken.has(nameOf(before)))
      .map(({ before }) => before.id);
  }

  #save(state: StoredUser | null, { user, created }: { user: StoredUser; created: boolean }): void {
    if (state !== null) this.#owners.delete(nameOf(state));
    this.#owners.set(nameOf(user), user.id);
    this.#users.set(user.id, user);
    this.#touched.add(user.id);
    if (created) this.#created.add(user.id);
  }

  #written(ids: readonly string[]): StoredUser[] {
    return ids.flatMap((id) => this.#users.get(id) ?? []);
  }
}

/** Who fills the event to its last byte could not be disabled any more, of which the event says a little more. */
const ROOM_TO_LEAVE = 4_096;

function grows(before: StoredUser | null, after: StoredUser): boolean {
  return before === null || sizeOf(after) > sizeOf(before);
}

/** Whoever is disabled is no larger for it, although the word is. */
function sizeOf({ attributes }: StoredUser): number {
  return Buffer.byteLength(JSON.stringify({ ...attributes, active: true }));
}

function nameOf(user: StoredUser): string {
  return normaliseUserName(user.attributes.userName);
}
