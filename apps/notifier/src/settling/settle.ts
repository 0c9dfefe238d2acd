import type { Pool } from 'pg';
import { eachForItself, inTransaction, type Transaction } from '#postgres';
import type { DigestFacts } from '../delivery/store.js';
import { DEFAULT_CAPS, type Caps } from '../rules/caps.js';
import type { CredentialFacts } from '../rules/credentials.js';
import { isCycleOver } from '../rules/initial-cycle.js';
import { copyId } from '../rules/delivery-id.js';
import { notifiedOf } from '../rules/notified.js';
import { settleGroup } from '../rules/settle-group.js';
import type { RefusalFacts } from '../rules/refusals.js';
import { settlePerson, type Settlement } from '../rules/settle-person.js';
import type { RuleContext } from '../rules/settings.js';
import { decodeCredentialFacts, decodeRefusalFacts } from '../storage/facts.js';
import { mailedAddresses, ownAddresses } from './own-addresses.js';
import { nameRefused } from './name-refused.js';
import { closeCycle } from '../storage/statements/close-cycle.js';
import { copyDelivery } from '../storage/statements/copy-delivery.js';
import { countPeople } from '../storage/statements/count-people.js';
import { isAnythingDue } from '../storage/statements/is-anything-due.js';
import { expireLeases } from '../storage/statements/expire-leases.js';
import { loadTenant } from '../storage/statements/load-tenant.js';
import { lockDigest } from '../storage/statements/lock-digest.js';
import { lockDueGroups } from '../storage/statements/lock-due-groups.js';
import { lockOpenCycles, type OpenCycle } from '../storage/statements/lock-open-cycles.js';
import { lockWaitingJoiners } from '../storage/statements/lock-waiting-people.js';
import { postpone } from '../storage/statements/postpone.js';
import { releaseDigests } from '../storage/statements/digest-of-mailbox.js';
import { release } from '../storage/statements/release.js';
import { settleConfirmations } from './settle-confirmations.js';
import { settleLeavers, type Tally } from './settle-leavers.js';
import { suppress } from '../storage/statements/suppress.js';

export interface Settled {
  readonly released: number;
  readonly suppressed: number;
  /** Deliveries whose sender stopped after DATA. */
  readonly uncertain: number;
  /** Of people's mails there was a full batch. */
  readonly isMore: boolean;
}

export interface SettleContext extends RuleContext {
  /** Since when this process hears events. */
  readonly listeningSince: Date;
  readonly caps?: Caps;
}

const BATCH = 200;
// A group that waits for news of its tenant is looked at again after this long.
const LOOK_AGAIN_MS = 1_000;

/** Whether {@link settleDue} would find anything. */
export function isSettlingDue(pool: Pool, { now, settings }: RuleContext): Promise<boolean> {
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  return isAnythingDue(pool, {
    now,
    heardBefore: before(settings.quietPeriodMs),
    madeBefore: before(settings.leaverGatherMs),
  });
}

/**
 * Brings waiting deliveries whose time has come to their end, some of each kind, and takes over what a stopped process left
 * behind. A rule that fails holds up none of the others. Whoever calls it again while there is more brings the time with it:
 * what becomes due meanwhile waits for no backlog.
 *
 * @throws the first failure, when all have had their turn
 */
export async function settleDue(pool: Pool, context: SettleContext): Promise<Settled> {
  const counts = new Counts();
  const found = { uncertain: 0, joiners: 0, leavers: 0 };
  await eachForItself(
    [
      async () => (found.uncertain = (await inTransaction(pool, (tx) => expireLeases(tx, context.now))).uncertain),
      async () => (found.joiners = await inTransaction(pool, (tx) => settleJoiners(tx, context, counts))),
      async () => (found.leavers = await settleLeavers(pool, context, { limit: BATCH, tally: counts })),
      ...rulesOfTenants(context, counts).map((rule) => () => inTransaction(pool, rule)),
    ],
    (step) => step(),
  );
  const { released, suppressed } = counts;
  const { uncertain, joiners, leavers } = found;
  return { released, suppressed, uncertain, isMore: joiners === BATCH || leavers === BATCH };
}

/** Each in a transaction of its own. */
function rulesOfTenants(context: SettleContext, counts: Counts): readonly ((tx: Transaction) => Promise<void>)[] {
  const { now, caps = DEFAULT_CAPS } = context;
  return [
    (tx) => settleRefusals(tx, context, counts),
    (tx) => settleCredentials(tx, context, counts),
    (tx) => settleOfConsole(tx, 'emergency', { context, counts }),
    (tx) => settleOfConsole(tx, 'approval', { context, counts }),
    (tx) => settleOfConsole(tx, 'sign-on', { context, counts }),
    (tx) => settleCycles(tx, context, counts),
    async (tx) => void (counts.released += await releaseDigests(tx, now)),
    async (tx) => void (counts.released += await settleConfirmations(tx, { now, caps })),
  ];
}

class Counts implements Tally {
  released = 0;
  suppressed = 0;
}

/** @returns how many came to their end: a full batch means that there may be more */
async function settleJoiners(tx: Transaction, context: SettleContext, counts: Counts): Promise<number> {
  let settled = 0;
  for (const { id, waiting } of await lockWaitingJoiners(tx, context.now, BATCH)) {
    const settlement = settlePerson(waiting, context.now);
    await apply(tx, { id, settlement, now: context.now, counts });
    if (settlement.kind !== 'wait') settled += 1;
  }
  return settled;
}

async function settleRefusals(tx: Transaction, context: SettleContext, counts: Counts): Promise<void> {
  for (const due of await lockDueGroups(tx, 'refusals', { now: context.now, limit: BATCH })) {
    const tenant = await loadTenant(tx, due.tenantId);
    const soFar = decodeRefusalFacts(due.facts);
    const own = await ownAddresses(tx, tenant, soFar?.connectionIds ?? []);
    const settlement = settleGroup({ ...due, heardAt: due.madeAt, tenant, own }, context);
    // Out of the way of the others that are due.
    if (settlement.kind === 'wait') await postpone(tx, due.id, new Date(context.now.getTime() + LOOK_AGAIN_MS));
    const isNamed = settlement.kind === 'send' && tenant !== null && soFar !== null;
    const facts = isNamed ? await nameRefused(tx, tenant, soFar) : undefined;
    await apply(tx, { id: due.id, settlement, now: context.now, counts, ...(facts === undefined ? {} : { facts }) });
  }
}

async function settleCredentials(tx: Transaction, context: SettleContext, counts: Counts): Promise<void> {
  const { now } = context;
  for (const due of await lockDueGroups(tx, 'credential', { now, limit: BATCH })) {
    const tenant = await loadTenant(tx, due.tenantId);
    const soFar = decodeCredentialFacts(due.facts);
    const own = await ownAddresses(tx, tenant, soFar === null ? [] : [soFar.connectionId]);
    const settlement = settleGroup({ ...due, heardAt: due.madeAt, tenant, own }, context);
    if (settlement.kind === 'wait') await postpone(tx, due.id, new Date(now.getTime() + LOOK_AGAIN_MS));
    const connectionName = soFar === null ? undefined : tenant?.connections[soFar.connectionId];
    const facts = soFar === null || connectionName === undefined ? {} : { facts: { ...soFar, connectionName } };
    await apply(tx, { id: due.id, settlement, now, counts, ...facts });
  }
}

/** To everybody who is told of anything: whoever used it, or asks, may read one of the mailboxes, and all sign in the same way. */
async function settleOfConsole(
  tx: Transaction,
  template: 'emergency' | 'approval' | 'sign-on',
  { context, counts }: { readonly context: SettleContext; readonly counts: Counts },
): Promise<void> {
  const { now } = context;
  for (const due of await lockDueGroups(tx, template, { now, limit: BATCH })) {
    const tenant = await loadTenant(tx, due.tenantId);
    const own = tenant === null ? [] : await mailedAddresses(tx, tenant, notifiedOf(tenant));
    const settlement = settleGroup({ ...due, heardAt: due.madeAt, tenant, own }, context);
    if (settlement.kind === 'wait') await postpone(tx, due.id, new Date(now.getTime() + LOOK_AGAIN_MS));
    await apply(tx, { id: due.id, settlement, now, counts });
  }
}

async function settleCycles(tx: Transaction, context: SettleContext, counts: Counts): Promise<void> {
  const { now, settings, listeningSince } = context;
  const { quietPeriodMs } = settings;
  const heardBefore = new Date(now.getTime() - quietPeriodMs);
  for (const open of await lockOpenCycles(tx, heardBefore, BATCH)) {
    if (isCycleOver(open.cycle, { now, listeningSince, quietPeriodMs })) await endCycle(tx, open, { context, counts });
  }
}

async function endCycle(
  tx: Transaction,
  { tenantId, cycle }: OpenCycle,
  { context, counts }: { context: SettleContext; counts: Counts },
): Promise<void> {
  const digest = await lockDigest(tx, tenantId);
  if (digest !== null) {
    const tenant = await loadTenant(tx, tenantId);
    const settlement = settleGroup({ lastEventAt: digest.lastEventAt, heardAt: cycle.heardAt, tenant }, context);
    if (settlement.kind === 'wait') return;
    const facts: DigestFacts = {
      people: digest.people,
      firstAt: cycle.firstCreateAt.toISOString(),
      lastAt: cycle.lastCreateAt.toISOString(),
      ...(await countPeople(tx, tenantId)),
    };
    await apply(tx, { id: digest.id, settlement, now: context.now, counts, facts });
  }
  await closeCycle(tx, tenantId);
}

async function apply(
  tx: Transaction,
  end: {
    id: string;
    settlement: Settlement;
    now: Date;
    counts: Counts;
    facts?: DigestFacts | RefusalFacts | CredentialFacts;
  },
): Promise<void> {
  const { id, settlement, now, counts, facts } = end;
  switch (settlement.kind) {
    case 'wait':
      return;
    case 'send': {
      const { recipient, recipientName, copies = [] } = settlement;
      await release(tx, id, { recipient, recipientName, now, ...(facts === undefined ? {} : { facts }) });
      for (const copy of copies) await copyDelivery(tx, id, { id: copyId(id, copy), recipient: copy });
      counts.released += 1 + copies.length;
      return;
    }
    case 'suppress':
      await suppress(tx, id, { reason: settlement.reason, now });
      counts.suppressed += 1;
      return;
  }
}
