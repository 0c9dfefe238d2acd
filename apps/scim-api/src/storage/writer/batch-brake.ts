import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import { adminActed, type AdminActed } from '#contracts';
import { ScimError } from '#scim';
import { MAX_REMOVED_MEMBERS } from '../../tenants/brake.js';
import type { WriteRequest } from '../../writes/write-request.js';
import { noteBrake, takeBrake, type Noted } from '../statements/brakes.js';

/** A connection's brake as a transaction has locked it. */
interface Taken {
  readonly tells: boolean;
  readonly most: number;
  readonly people: number;
  readonly members: number;
  readonly isEngaged: boolean;
  readonly isUpheld: boolean;
  readonly isReleased: boolean;
  readonly released: ReadonlySet<string>;
}

type Counted = { -readonly [Key in keyof Noted]: Noted[Key] } & { engagedBy: WriteRequest | null };

/** What asks the brake: how many changes of one transaction may still end something. */
interface Guarded {
  readonly request: WriteRequest;
  readonly mayEnd?: boolean;
}

/**
 * The brakes of the connections of a transaction. They are locked before anything else, in the order of their ids, and
 * counted with what is committed: neither two replicas nor the changes of a Bulk let one through that is too many.
 */
export class BatchBrake {
  readonly #connections: readonly string[];
  #taken: ReadonlyMap<string, Taken> = new Map();
  readonly #counted = new Map<string, Counted>();

  /** Of the changes that may end something; most batches have none. */
  constructor(changes: readonly Guarded[]) {
    const asking = changes.filter(({ mayEnd }) => mayEnd === true);
    this.#connections = [...new Set(asking.map(({ request }) => request.actor.connectionId))].sort();
  }

  /** Sent first: whoever waits for a brake holds nothing that another needs. */
  get locks(): QueryConfig[] {
    return this.#connections.map(takeBrake);
  }

  /** Takes the answers of its locks, and gives the others back. */
  read(answers: readonly QueryResult<QueryResultRow>[]): QueryResult<QueryResultRow>[] {
    const own = this.#connections.map((id, at) => [id, takenOf(answers[at]?.rows[0])] as const);
    this.#taken = new Map(own.flatMap(([id, taken]) => (taken === null ? [] : [[id, taken]])));
    return answers.slice(this.#connections.length);
  }

  /** Counts somebody who is disabled or deleted, or says why that is too many. */
  refusalOf(request: WriteRequest, userId: string): ScimError | null {
    const taken = this.#taken.get(request.actor.connectionId);
    if (taken === undefined || taken.isReleased || taken.released.has(userId)) return null;
    const counted = this.#countedOf(request);
    if (!taken.isUpheld && taken.people + counted.people < taken.most) {
      counted.people += 1;
      return null;
    }
    this.hold(request);
    if (!taken.tells || taken.isUpheld) return new ScimError('brake', peopleHeld(taken, counted.people));
    counted.people += 1;
    return null;
  }

  /** Counts memberships that are ended, or says why they are too many. */
  refusalOfMembers(request: WriteRequest, removed: number): ScimError | null {
    const taken = this.#taken.get(request.actor.connectionId);
    if (removed === 0 || taken === undefined || taken.isReleased) return null;
    const counted = this.#countedOf(request);
    const sum = taken.members + counted.members + removed;
    if (!taken.isUpheld && sum <= MAX_REMOVED_MEMBERS) {
      counted.members += removed;
      return null;
    }
    this.hold(request);
    if (!taken.tells || taken.isUpheld) return new ScimError('brake', membersHeld(taken, sum));
    counted.members += removed;
    return null;
  }

  /** A write of the connection is too many. */
  hold(request: WriteRequest): void {
    const counted = this.#countedOf(request);
    counted.held += 1;
    if (this.#taken.get(request.actor.connectionId)?.isEngaged === false) counted.engagedBy ??= request;
  }

  /** What is to be committed with the rest, whether or not there is any. */
  get notes(): QueryConfig[] {
    return [...this.#counted].flatMap(([id, { people, members, held }]) =>
      people + members + held === 0 ? [] : [noteBrake(id, { people, members, held })],
    );
  }

  /** One for each that engages by this transaction. */
  get events(): AdminActed[] {
    return [...this.#counted].flatMap(([id, { engagedBy }]) => {
      const taken = this.#taken.get(id);
      return engagedBy === null || taken === undefined ? [] : [engaged(engagedBy, taken)];
    });
  }

  #countedOf({ actor: { connectionId } }: WriteRequest): Counted {
    const counted = this.#counted.get(connectionId) ?? { people: 0, members: 0, held: 0, engagedBy: null };
    this.#counted.set(connectionId, counted);
    return counted;
  }
}

// A decoder: the function's columns. No row: there is no brake.
function takenOf(row: Record<string, unknown> | undefined): Taken | null {
  if (row === undefined) return null;
  return {
    tells: row.mode === 'tell',
    most: Number(row.most),
    people: Number(row.people),
    members: Number(row.members),
    isEngaged: row.is_engaged === true,
    isUpheld: row.is_upheld === true,
    isReleased: row.is_released === true,
    released: new Set(Array.isArray(row.released) ? row.released.map(String) : []),
  };
}

const REMEDY = 'An administrator releases the brake of this connection, or upholds it; everything else goes on.';

function peopleHeld({ isUpheld, most, people }: Taken, counted: number): string {
  if (isUpheld) return `Somebody has upheld the brake, so nobody is disabled or deleted. ${REMEDY}`;
  return (
    `The brake has engaged: ${people + counted} people were disabled or deleted within an hour, and at most ` +
    `${most} may be. ${REMEDY}`
  );
}

function membersHeld({ isUpheld }: Taken, sum: number): string {
  if (isUpheld) return `members: somebody has upheld the brake, so no membership is ended. ${REMEDY}`;
  return (
    `members: the brake has engaged: ${sum} memberships would be ended within an hour, and at most ` +
    `${MAX_REMOVED_MEMBERS} may be. ${REMEDY}`
  );
}

function engaged(request: WriteRequest, { most, tells, isUpheld }: Taken): AdminActed {
  const { tenantId, actor, correlationId, traceparent, now } = request;
  const acted = {
    act: 'brake.engage' as const,
    tenantId,
    object: { type: 'connection', id: actor.connectionId },
    at: new Date(now),
    changes: [],
  };
  const beyond = tells && !isUpheld ? 'more are told, and done' : 'more are refused until it is released';
  const reason = `Within an hour ${most} people may be disabled or deleted, and ${MAX_REMOVED_MEMBERS} memberships ended: ${beyond}.`;
  return adminActed(uuid(), acted, { requestId: correlationId, traceparent, reason, type: 'brake' });
}
