import { v7 as uuid } from 'uuid';
import { adminActed, INSTALLATION, type Acted, type Acting } from '#contracts';
import { scopeToTenant, type Transaction } from '#postgres';
import { appendToOutbox } from './append.js';

/** Appends the event of an act to the transaction of the act; the caller has changed, and so locked, its object. */
export async function appendAct(tx: Transaction, acted: Acted, acting: Acting): Promise<void> {
  await scopeToTenant(tx, acted.tenantId ?? INSTALLATION);
  await appendToOutbox(tx, [adminActed(uuid(), acted, acting)]);
}
