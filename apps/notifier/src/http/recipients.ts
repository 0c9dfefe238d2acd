import type { Pool } from 'pg';
import { Type, type Static } from 'typebox';
import { mailDomain, mailKey, type Acting } from '#contracts';
import { appendAct } from '#outbox';
import { inTransaction, type Transaction } from '#postgres';
import { decodeCursor, NOT_FOUND, PAGE, pageOf, Problem, type Page } from '#service';
import { needsConfirmation } from '../rules/confirmation.js';
import { wantConfirmationNow } from '../storage/statements/confirmations.js';
import { loadStanding } from '../storage/statements/load-standing.js';
import { addressState, type AddressState } from './address-state.js';
import { makeTestMail, testMailOf, type TestMailView } from './test-mail.js';
import {
  endGrandfathered,
  listGrandfathered,
  type Grandfathered,
  type WhichGrandfathered,
} from '../storage/statements/grandfathered.js';

const id = Type.String({ format: 'uuid' });
export const GrandfatheredQuery = Type.Object({ ...PAGE, tenantId: Type.Optional(id) });
const Place = Type.Object({
  tenantId: id,
  kind: Type.Union([Type.Literal('domain'), Type.Literal('address')]),
  value: Type.String(),
});

export interface AddressView extends Omit<AddressState, 'state'> {
  readonly address: string | null;
  /** null: there is no address. */
  readonly state: AddressState['state'] | null;
  /** null: none was asked for. */
  readonly testMail: TestMailView | null;
}

/** What an operator may see and do about whom the notifier writes to. */
export class Recipients {
  readonly #pool: Pool;
  readonly #now: () => Date;

  constructor(pool: Pool, now: () => Date) {
    this.#pool = pool;
    this.#now = now;
  }

  /** Of who has nothing, whether there is such a tenant. @throws NOT_FOUND */
  async assertKnown(tenantId: string): Promise<void> {
    const { tenant } = await inTransaction(this.#pool, (tx) => loadStanding(tx, tenantId, ''));
    if (tenant === null) throw NOT_FOUND;
  }

  address(tenantId: string): Promise<AddressView> {
    return inTransaction(this.#pool, (tx) => addressOf(tx, tenantId));
  }

  /** The mail with the link goes out again, as soon as the day's mails allow. @throws Problem 409 where it needs none */
  askAgain(tenantId: string, acting: Acting): Promise<AddressView> {
    return inTransaction(this.#pool, async (tx) => {
      const { address, mailDueAt: before } = await addressOf(tx, tenantId);
      const isNeeded = address !== null && needsConfirmation(address, await loadStanding(tx, tenantId, address));
      if (!isNeeded) throw NOTHING_TO_CONFIRM;
      const at = this.#now();
      await wantConfirmationNow(tx, { tenantId, mailTo: address, askAt: at });
      const asked = await addressOf(tx, tenantId);
      const object = { type: 'notification-address', id: tenantId };
      const changes = [{ path: 'mailDueAt', before, after: asked.mailDueAt }];
      await appendAct(tx, { act: 'notification-addresses.ask', tenantId, object, at, changes }, acting);
      return asked;
    });
  }

  /** @throws Problem 409 where no mail goes to the address, or one was just made */
  testMail(tenantId: string, acting: Acting): Promise<AddressView> {
    return inTransaction(this.#pool, async (tx) => {
      const { address, isMailed } = await addressOf(tx, tenantId);
      if (address === null || !isMailed) throw NOT_MAILED;
      await makeTestMail(tx, { tenantId, address, at: this.#now() }, acting);
      return addressOf(tx, tenantId);
    });
  }

  async grandfathered(query: Static<typeof GrandfatheredQuery>): Promise<Page<Grandfathered>> {
    const { limit, cursor, tenantId = null } = query;
    const after = cursor === undefined ? null : decodeCursor(Place, cursor);
    const rows = await inTransaction(this.#pool, (tx) => listGrandfathered(tx, { tenantId, after, limit: limit + 1 }));
    const { shown: items, next } = pageOf(rows, { limit, place: (last) => last });
    return { items, next };
  }

  /** A domain, or an address, of a tenant. @throws NOT_FOUND */
  async endOne(tenantId: string, name: string, acting: Acting): Promise<{ ended: number }> {
    const kind = name.includes('@') ? 'address' : 'domain';
    const value = kind === 'address' ? mailKey(name) : mailDomain(name);
    if (value === null) throw NOT_FOUND;
    const { ended } = await this.#end({ tenantId, kind, value }, acting);
    if (ended === 0) throw NOT_FOUND;
    return { ended };
  }

  /** All of them, of one tenant or of everybody. @throws NOT_FOUND */
  async endAll(tenantId: string | null, acting: Acting): Promise<{ ended: number }> {
    const { ended } = await this.#end({ tenantId, kind: null, value: null }, acting);
    if (ended === 0 && tenantId !== null) await this.assertKnown(tenantId);
    return { ended };
  }

  #end(which: WhichGrandfathered, acting: Acting): Promise<{ ended: number }> {
    return inTransaction(this.#pool, async (tx) => {
      const ended = await endGrandfathered(tx, which);
      const at = this.#now();
      for (const one of ended) {
        const { tenantId } = one;
        await appendAct(tx, { act: 'grandfathered.end', tenantId, object: objectOf(one), at, changes: ENDED }, acting);
      }
      return { ended: ended.length };
    });
  }
}

const ENDED = [{ path: 'isGrandfathered', before: true, after: null }];

const NOT_MAILED = new Problem(
  409,
  'address-not-mailed',
  'No mail goes to the notification address: set one, prove its domain, or have whoever reads it confirm it, first.',
);

const NOTHING_TO_CONFIRM = new Problem(
  409,
  'nothing-to-confirm',
  'There is no notification address, it is mailed already, or it can never be mailed: nothing is to be confirmed.',
);

/** No address in an event: the tenant's own events have it. */
function objectOf({ kind, value, tenantId }: Grandfathered) {
  return kind === 'domain'
    ? ({ type: 'domain', id: value } as const)
    : ({ type: 'notification-address', id: tenantId } as const);
}

async function addressOf(tx: Transaction, tenantId: string): Promise<AddressView> {
  const { tenant } = await loadStanding(tx, tenantId, '');
  if (tenant === null) throw NOT_FOUND;
  const { notificationAddress: address } = tenant;
  const testMail = await testMailOf(tx, tenantId);
  if (address === null) return { address, ...NO_ADDRESS, testMail };
  return { address, ...(await addressState(tx, tenantId, address)), testMail };
}

const NO_ADDRESS = {
  state: null,
  refused: null,
  isMailed: false,
  confirmedAt: null,
  mailDueAt: null,
  mailedAt: null,
  linkGoodUntil: null,
} as const;
