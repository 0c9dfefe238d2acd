import { queryOptions } from '@tanstack/react-query';
import { ownApi } from '../../api/client.ts';
import type { Role } from '../../api/session.ts';

export interface Member {
  readonly id: string;
  readonly kind: 'demonstration' | 'local' | 'oidc' | 'saml';
  readonly name: string;
  readonly roles: readonly Role[];
  readonly lastSignInAt: string;
  readonly sessions: number;
  /** Comes in where Entra alone lets people in. */
  readonly emergency: boolean;
  readonly passkeys: number;
  /** Of who looks after people: sees what is sensitive of those. */
  readonly seesSensitive: boolean;
}

export const TEAM = ['team'] as const;

export const membersQuery = queryOptions({
  queryKey: [...TEAM, 'members'],
  queryFn: async () => ((await ownApi('GET', '/team')) as { items: readonly Member[] }).items,
});
