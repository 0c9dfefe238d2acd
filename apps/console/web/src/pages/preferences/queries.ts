import { queryOptions } from '@tanstack/react-query';
import { ownApi } from '../../api/client.ts';

/** Of one's own account, in whatever browser. */
export interface OwnSession {
  readonly id: string;
  readonly isThis: boolean;
  readonly methods: readonly string[];
  readonly address: string | null;
  readonly authTime: string;
  readonly seenAt: string;
  readonly endsAt: string;
}

export interface OwnPasskey {
  readonly id: string;
  readonly madeAt: string;
  readonly lastUsedAt: string | null;
}

interface OwnPasskeys {
  readonly items: readonly OwnPasskey[];
  readonly most: number;
}

export const OWN_SESSIONS = ['own-sessions'];
export const PASSKEYS = ['passkeys'];

export const sessionsQuery = queryOptions({
  queryKey: OWN_SESSIONS,
  queryFn: async () => ((await ownApi('GET', '/session/all')) as { readonly items: readonly OwnSession[] }).items,
});

/** @param id null: all but this one */
export async function endSession(id: string | null): Promise<void> {
  await ownApi('DELETE', id === null ? '/session/all' : `/session/all/${id}`);
}

export const passkeysQuery = queryOptions({
  queryKey: PASSKEYS,
  queryFn: async () => (await ownApi('GET', '/passkeys')) as OwnPasskeys,
});

export async function removePasskey(id: string): Promise<void> {
  await ownApi('DELETE', `/passkeys/${id}`);
}
