import type { ConnectionKey } from './admin-store.js';
import { askProjection, type AskAs, type ProjectionAt } from './projections.js';

/** What would have been mailed, by kind. */
export interface ShadowMails {
  readonly kind: string;
  readonly count: number;
}

export type CountMails = (key: ConnectionKey, since: Date, askAs: AskAs) => Promise<readonly ShadowMails[] | null>;

/** As the notifier has counted it; null: it is away, is nowhere to be asked, or whoever asks may not know. */
export function mailsAt(projections: readonly ProjectionAt[]): CountMails {
  const notifier = projections.find(({ name }) => name === 'notifier');
  return async ({ tenantId, id }, since, askAs) => {
    if (notifier === undefined) return null;
    const path = `/tenants/${tenantId}/connections/${id}/shadow-mails?since=${encodeURIComponent(since.toISOString())}`;
    try {
      // Decoder: the notifier's API says so.
      const counted = (await askProjection(notifier, path, askAs)) as { readonly items: readonly ShadowMails[] } | null;
      return counted?.items ?? null;
    } catch {
      return null;
    }
  };
}
