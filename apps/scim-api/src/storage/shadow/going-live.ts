import type { Pool, QueryResultRow } from 'pg';
import { orderedId } from '#service';
import type { BulkWrites } from '../../bulk/bulk-writes.js';
import type { WriteRequest } from '../../writes/write-request.js';
import { brakeNow, type BrakeNow } from '../brake-statements.js';
import { UserTypes } from '../user-types.js';
import { leaseShadow, renewLease, type LeasedShadow } from './admin-statements.js';
import { GoLive, type Passed } from './go-live.js';
import { LiveEntries } from './live-entries.js';
import type { ShadowStore } from './shadow-store.js';

export interface GoingLiveOptions {
  /** Of the role `admin`. */
  readonly admin: Pool;
  /** Of the role `scim`. */
  readonly people: Pool;
  readonly writes: BulkWrites;
  readonly shadows: Pick<ShadowStore, 'end'>;
}

/** Seconds: a replica that was killed has it so long. */
const LEASE_S = 30;
/** Until it is looked at again that waits for somebody: a decision wakes it at once. */
const WAIT_S = 5;

/** Shadows that go live, each in the hands of one replica. */
export class GoingLiveShadows {
  readonly #options: GoingLiveOptions;
  readonly #types: UserTypes;

  constructor(options: GoingLiveOptions) {
    this.#options = options;
    this.#types = new UserTypes(options.people);
  }

  /** As far as it goes without anybody: 1, or 0 where there is none whose turn it is. */
  async goOnWithOne(isStopping: () => boolean): Promise<number> {
    const { rows } = await this.#options.admin.query<LeasedShadow & QueryResultRow>(leaseShadow(LEASE_S));
    const [shadow] = rows;
    if (shadow === undefined) return 0;
    const entries = new LiveEntries(this.#options.people, shadow.tenantId);
    const waits = await this.#passes(shadow, entries, isStopping).catch(async (error: unknown) => {
      await this.#options.admin.query(renewLease(shadow, WAIT_S));
      throw error;
    });
    if (waits) await this.#options.admin.query(renewLease(shadow, WAIT_S));
    else if (!isStopping()) await this.#options.shadows.end(shadow);
    return 1;
  }

  /** True: it waits for somebody. */
  async #passes(shadow: LeasedShadow, entries: LiveEntries, isStopping: () => boolean): Promise<boolean> {
    for (;;) {
      const passed = await this.#pass(shadow, entries, isStopping);
      await entries.noteHeld(passed.isHeld);
      const unsettled = await entries.countUnsettled();
      if (unsettled === 0) return false;
      // What one frees another may take, as a name.
      if (passed.settled > 0) continue;
      await entries.settle([...passed.refused].map(([id, code]) => ({ id, outcome: 'refused', code })));
      return true;
    }
  }

  async #pass(shadow: LeasedShadow, entries: LiveEntries, isStopping: () => boolean): Promise<Passed> {
    const { admin, writes } = this.#options;
    const goOn = async (): Promise<void> => {
      const isIts = !isStopping() && (await admin.query(renewLease(shadow, LEASE_S))).rowCount === 1;
      if (!isIts) throw new Error('the shadow goes live elsewhere, may not, or does so no more');
    };
    await goOn();
    const { tenantId, connectionId, requestId } = shadow;
    const { rows } = await admin.query<BrakeNow & QueryResultRow>(brakeNow({ tenantId, id: connectionId }));
    const brake = rows[0] ?? { holdsPeople: false, releasedPeople: [], membersLeft: null };
    const requestOf = (): Promise<WriteRequest> => this.#requestOf(shadow);
    return new GoLive({ entries, writes, brake, goOn, requestId, requestOf }).pass();
  }

  async #requestOf({ tenantId, connectionId, requestId }: LeasedShadow): Promise<WriteRequest> {
    return {
      tenantId,
      // None of its credentials was used: the connection stands in for it.
      actor: { connectionId, credentialId: connectionId },
      userType: await this.#types.load(tenantId),
      correlationId: requestId,
      traceparent: null,
      now: new Date().toISOString(),
      newId: orderedId,
    };
  }
}
