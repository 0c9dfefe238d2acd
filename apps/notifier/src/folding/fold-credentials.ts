import type { CredentialEvent } from '#contracts';
import type { Transaction } from '#postgres';
import { addCredentialEvent, credentialDueAt, credentialKey } from '../rules/credentials.js';
import type { RuleContext } from '../rules/settings.js';
import { decodeCredentialFacts } from '../storage/facts.js';
import { lastReleased } from '../storage/statements/last-released.js';
import { addToGroup } from './add-to-group.js';

/** A credential ends, or is used after its end. */
export async function foldCredential(tx: Transaction, event: CredentialEvent, context: RuleContext): Promise<void> {
  const group = { tenantId: event.tenantId, template: 'credential', key: credentialKey(event) } as const;
  await addToGroup(tx, {
    group,
    events: [{ id: event.id, at: new Date(event.time), traceparent: event.traceparent }],
    dueAt: async () => credentialDueAt(await lastReleased(tx, group), event, context),
    facts: (soFar) => addCredentialEvent(decodeCredentialFacts(soFar), event),
    now: context.now,
  });
}
