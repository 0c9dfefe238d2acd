import type { Acting, AdminAct } from '#contracts';
import { appendAct } from '#outbox';
import type { Transaction } from '#postgres';
import { NO_TENANT } from '../sessions/session.js';

/** Who acts for the audit log, but for whose name it is. */
export type Asking = Pick<Acting, 'requestId' | 'traceparent'> & { readonly address?: string };

export interface Told {
  readonly act: AdminAct;
  readonly object: { readonly type: string; readonly id: string };
  readonly tenantId: string;
  /** The account that acts, or the name of who runs the installation; null: nobody does, a time has come. */
  readonly by: string | null;
  readonly type?: 'account' | 'operator' | 'stranger';
  readonly asking: Asking;
  /** Null: nothing was said. */
  readonly reason?: string | null;
  readonly changes: readonly { readonly path: string; readonly before?: string; readonly after: string | null }[];
}

/** The act, in the transaction of what was done. */
export async function tell(
  tx: Transaction,
  { act, object, tenantId, by, type = 'account', asking, reason = null, changes }: Told,
): Promise<void> {
  const who = by === null ? ({ type: 'clock' } as const) : { type, name: by };
  const acting = { ...asking, reason, ...who };
  const ofTenant = tenantId === NO_TENANT ? null : tenantId;
  const said = changes.map(({ path, before = null, after }) => ({ path, before, after }));
  await appendAct(tx, { act, tenantId: ofTenant, object, at: new Date(), changes: said }, acting);
}
