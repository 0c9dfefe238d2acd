import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { mailKey, type Acting, type AdminAct, type Change } from '#contracts';
import { appendAct } from '#outbox';
import { inTransaction, type Transaction } from '#postgres';
import { NOT_FOUND, Problem } from '#service';
import { needsConfirmation } from '../rules/confirmation.js';
import { wantConfirmationNow } from '../storage/statements/confirmations.js';
import {
  addConnectionTestMail,
  lastTestMails,
  type OfConnection,
} from '../storage/statements/connection-test-mails.js';
import { loadStanding } from '../storage/statements/load-standing.js';
import { loadTenant } from '../storage/statements/load-tenant.js';
import { lockTestMails } from '../storage/statements/test-mails.js';
import { addressState, type AddressState } from './address-state.js';
import { assertNotJustMade, testMailView, type TestMailView } from './test-mail.js';

export interface ConnectionAddressesView {
  /** None: the tenant's notification address has the mails about this connection. */
  readonly items: readonly ({ readonly address: string; readonly testMail: TestMailView | null } & AddressState)[];
}

/** What an operator may see and do about the addresses of a connection. */
export class ConnectionAddresses {
  readonly #pool: Pool;
  readonly #now: () => Date;

  constructor(pool: Pool, now: () => Date) {
    this.#pool = pool;
    this.#now = now;
  }

  show(of: OfConnection): Promise<ConnectionAddressesView> {
    return inTransaction(this.#pool, (tx) => viewOf(tx, of));
  }

  /** @throws Problem 409 where none of them waits for its reader */
  askAgain(of: OfConnection, acting: Acting): Promise<ConnectionAddressesView> {
    return inTransaction(this.#pool, async (tx) => {
      const { tenantId } = of;
      const at = this.#now();
      let asked = 0;
      for (const mailTo of await addressesOf(tx, of)) {
        if (!needsConfirmation(mailTo, await loadStanding(tx, tenantId, mailTo))) continue;
        await wantConfirmationNow(tx, { tenantId, mailTo, askAt: at });
        asked += 1;
      }
      if (asked === 0) throw NOTHING_TO_CONFIRM;
      await tell(tx, { of, act: 'notification-addresses.ask', at }, acting);
      return viewOf(tx, of);
    });
  }

  /** @throws Problem 409 where none of them is mailed, or within a minute of the last one */
  testMail(of: OfConnection, acting: Acting): Promise<ConnectionAddressesView> {
    return inTransaction(this.#pool, async (tx) => {
      const at = this.#now();
      const mailed = (await viewOf(tx, of)).items.filter(({ isMailed }) => isMailed);
      if (mailed.length === 0) throw NOT_MAILED;
      await lockTestMails(tx, of.tenantId);
      const [last = null] = await lastTestMails(tx, of);
      assertNotJustMade(last, at);
      for (const { address } of mailed) await addConnectionTestMail(tx, of, { id: uuid(), recipient: address, at });
      await tell(tx, { of, act: 'notification-addresses.test', at }, acting);
      return viewOf(tx, of);
    });
  }
}

/** @throws NOT_FOUND */
async function addressesOf(tx: Transaction, { tenantId, connectionId }: OfConnection): Promise<readonly string[]> {
  const tenant = await loadTenant(tx, tenantId);
  if (tenant?.connections[connectionId] === undefined) throw NOT_FOUND;
  return tenant.addresses[connectionId] ?? [];
}

async function viewOf(tx: Transaction, of: OfConnection): Promise<ConnectionAddressesView> {
  const tests = new Map((await lastTestMails(tx, of)).map((mail) => [mailKey(mail.recipient), testMailView(mail)]));
  const items = [];
  for (const address of await addressesOf(tx, of)) {
    const testMail = tests.get(mailKey(address)) ?? null;
    items.push({ address, ...(await addressState(tx, of.tenantId, address)), testMail });
  }
  return { items };
}

interface Told {
  readonly of: OfConnection;
  readonly act: AdminAct;
  readonly at: Date;
}

async function tell(tx: Transaction, { of, act, at }: Told, acting: Acting): Promise<void> {
  const { tenantId, connectionId: id } = of;
  const path = act === 'notification-addresses.test' ? 'testMail' : 'mailDueAt';
  const changes: Change[] = [{ path, before: null, after: at.toISOString() }];
  await appendAct(tx, { act, tenantId, object: { type: 'connection', id }, at, changes }, acting);
}

const NOT_MAILED = new Problem(
  409,
  'address-not-mailed',
  'No mail goes to an address of this connection: name some, prove their domain, or have whoever reads them confirm them, first.',
);

const NOTHING_TO_CONFIRM = new Problem(
  409,
  'nothing-to-confirm',
  'No address of this connection waits for its reader: each is mailed already, can never be mailed, or there is none.',
);
