import { v7 as uuid } from 'uuid';
import type { Acting } from '#contracts';
import { appendAct } from '#outbox';
import type { Transaction } from '#postgres';
import { Problem } from '#service';
import { addTestMail, lastTestMail, lockTestMails, type TestMailRow } from '../storage/statements/test-mails.js';

/** What became of the last one: `failed` with the mail server's code where the address refuses. */
export interface TestMailView {
  readonly deliveryId: string;
  readonly address: string;
  readonly madeAt: string;
  readonly status: string;
  readonly reason: string | null;
}

/** Between two of one tenant. */
const EVERY_MS = 60_000;

export async function testMailOf(tx: Transaction, tenantId: string): Promise<TestMailView | null> {
  const last = await lastTestMail(tx, tenantId);
  if (last === null) return null;
  return testMailView(last);
}

export function testMailView({
  id: deliveryId,
  recipient: address,
  made_at: madeAt,
  status,
  reason,
}: TestMailRow): TestMailView {
  return { deliveryId, address, madeAt: madeAt.toISOString(), status, reason };
}

/** A mail that asks nothing, to an address that is mailed. @throws Problem 409 within a minute of the last one */
export async function makeTestMail(
  tx: Transaction,
  { tenantId, address, at }: { readonly tenantId: string; readonly address: string; readonly at: Date },
  acting: Acting,
): Promise<void> {
  await lockTestMails(tx, tenantId);
  const last = await lastTestMail(tx, tenantId);
  assertNotJustMade(last, at);
  const id = uuid();
  await addTestMail(tx, { tenantId, id, recipient: address, at });
  const object = { type: 'notification-address', id: tenantId };
  const changes = [{ path: 'testMail', before: last?.id ?? null, after: id }];
  await appendAct(tx, { act: 'notification-addresses.test', tenantId, object, at, changes }, acting);
}

/** @throws Problem 409 */
export function assertNotJustMade(last: TestMailRow | null, at: Date): void {
  if (last !== null && at.getTime() < last.made_at.getTime() + EVERY_MS) throw JUST_MADE;
}

const JUST_MADE = new Problem(
  409,
  'test-mail-just-made',
  'The last test mail was made less than a minute ago: see what became of it (testMail of the notification address), or wait.',
);
