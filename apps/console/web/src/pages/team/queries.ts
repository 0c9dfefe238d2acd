import { queryOptions } from '@tanstack/react-query';
import { ownApi } from '../../api/client.ts';
import type { Role } from '../../api/session.ts';
import { TEAM } from './member.ts';

export const TEAM_ROLES = ['identity-administrator', 'auditor', 'people'] as const satisfies readonly Role[];
export type TeamRole = (typeof TEAM_ROLES)[number];

export interface SetupLink {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly isBegun: boolean;
}

export const linksQuery = queryOptions({
  queryKey: [...TEAM, 'links'],
  queryFn: async () => ((await ownApi('GET', '/setup-links')) as { items: readonly SetupLink[] }).items,
});

export async function issueLink(roles: readonly TeamRole[]): Promise<string> {
  return ((await ownApi('POST', '/setup-links', { roles })) as { link: string }).link;
}

export async function withdrawLink(id: string): Promise<void> {
  await ownApi('DELETE', `/setup-links/${id}`);
}

export async function changeRoles({ id, roles }: { readonly id: string; readonly roles: readonly TeamRole[] }) {
  await ownApi('PATCH', `/team/${id}`, { roles });
}

export async function endSessions(id: string): Promise<void> {
  await ownApi('DELETE', `/team/${id}/sessions`);
}

interface Marking {
  readonly id: string;
  readonly isEmergency: boolean;
}

export async function markEmergency({ id, isEmergency }: Marking): Promise<void> {
  await ownApi(isEmergency ? 'PUT' : 'DELETE', `/team/${id}/emergency`);
}

interface Letting {
  readonly id: string;
  readonly seesSensitive: boolean;
}

export async function letSeeSensitive({ id, seesSensitive }: Letting): Promise<void> {
  await ownApi(seesSensitive ? 'PUT' : 'DELETE', `/team/${id}/sensitive`);
}
