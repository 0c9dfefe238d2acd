import type { UserEvent } from '#contracts';
import type { Transaction } from '#postgres';
import type { PersonIntent } from '../rules/intent.js';
import { lockWaitingLeavers, type WaitingLeaver } from '../storage/statements/lock-waiting-leavers.js';
import type { PersonDelivery } from '../storage/statements/delivery-columns.js';
import { suppress } from '../storage/statements/suppress.js';
import { tellDeletions, type Deletion } from '../storage/statements/tell-deletions.js';

/**
 * What a batch does to the leavers that wait to be told, those of the batch itself included: who is active again is left
 * out, and of who is deleted the mail that waits says so. Only leavings of earlier versions count: an event that is heard
 * again is older than what waits.
 */
export class LeaversOfBatch {
  readonly #waiting: Map<string, Pick<WaitingLeaver, 'id' | 'personVersion'>>;
  readonly #back: string[] = [];
  readonly #deletions: Deletion[] = [];

  private constructor(waiting: readonly WaitingLeaver[]) {
    this.#waiting = new Map(waiting.map((leaver) => [keyOf(leaver.tenantId, leaver.personId), leaver]));
  }

  /** Locks what waits about the people of the batch who may be back, or gone for good. */
  static async of(tx: Transaction, events: readonly UserEvent[]): Promise<LeaversOfBatch> {
    const ends = events.filter(({ data }) => 'reason' in data && ENDS.has(data.reason));
    const people = new Map(ends.map((event) => [keyOf(event.tenantId, event.subject), event]));
    return new LeaversOfBatch(
      await lockWaitingLeavers(
        tx,
        [...people.values()].map(({ tenantId, subject: id }) => ({ tenantId, id })),
      ),
    );
  }

  /** The delivery as it is to be written, or null where another one tells of the event. */
  settle(delivery: PersonDelivery, intent: PersonIntent): PersonDelivery | null {
    const key = keyOf(intent.tenantId, intent.personId);
    const waiting = this.#waiting.get(key);
    const isLater = waiting !== undefined && waiting.personVersion < intent.personVersion;
    switch (intent.facts.reason) {
      case 'disabled':
        if (delivery.status === 'waiting') this.#waiting.set(key, delivery);
        return delivery;
      case 'deleted':
        if (!isLater) return delivery;
        this.#deletions.push({ id: waiting.id, eventId: intent.eventId, at: intent.facts.at });
        return null;
      case 'reactivated':
        return this.takeBack(intent) ? { ...delivery, status: 'suppressed', reason: BACK, facts: null } : delivery;
      case 'created':
        return delivery;
    }
  }

  /** Somebody is active again, whoever is told of that: the mail about the leaving is not sent. False: none waits. */
  takeBack({
    tenantId,
    personId,
    personVersion,
  }: Pick<PersonIntent, 'tenantId' | 'personId' | 'personVersion'>): boolean {
    const key = keyOf(tenantId, personId);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined || waiting.personVersion >= personVersion) return false;
    this.#back.push(waiting.id);
    return this.#waiting.delete(key);
  }

  /** After the deliveries of the batch have been written: some of them may be meant. */
  async write(tx: Transaction, now: Date): Promise<void> {
    for (const id of this.#back) await suppress(tx, id, { reason: BACK, now });
    await tellDeletions(tx, this.#deletions);
  }
}

const ENDS: ReadonlySet<string> = new Set(['reactivated', 'deleted']);
const BACK = 'active again before the mail';

function keyOf(tenantId: string, id: string): string {
  return `${tenantId}/${id}`;
}
