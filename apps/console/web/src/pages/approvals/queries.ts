import { queryOptions } from '@tanstack/react-query';
import { ownApi } from '../../api/client.ts';
import { LIVE_MS } from '../../api/query-client.ts';

/** What another administrator has to approve, where there is one; as the audit log names it. */
export type ApprovedAct = 'sign-ons.enforce' | 'people.erase';

/** An account. */
interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Approval {
  readonly id: string;
  readonly act: ApprovedAct;
  /** The tenant, whose single sign-on it is, or a person. */
  readonly object: string;
  readonly reason: string;
  readonly state: 'pending' | 'approved' | 'declined' | 'used';
  readonly askedBy: Named;
  readonly askedAt: string;
  readonly endsAt: string;
  readonly decidedBy: Named | null;
  readonly decidedAt: string | null;
}

export interface Approvals {
  readonly items: readonly Approval[];
  /** There is somebody who could approve what one does. */
  readonly needed: boolean;
}

export const APPROVALS = ['approvals'] as const;

/** Somebody else decides meanwhile. */
export const approvalsQuery = queryOptions({
  queryKey: APPROVALS,
  queryFn: async () => (await ownApi('GET', '/approvals')) as Approvals,
  refetchInterval: 5 * LIVE_MS,
});

export interface Asked {
  readonly act: ApprovedAct;
  /** Of a person; single sign-on is the tenant's own. */
  readonly object?: string;
  readonly reason: string;
}

export async function askForApproval(asked: Asked): Promise<void> {
  await ownApi('POST', '/approvals', asked);
}

interface Decision {
  readonly id: string;
  readonly isApproved: boolean;
}

export async function decide({ id, isApproved }: Decision): Promise<void> {
  await ownApi('POST', `/approvals/${id}/${isApproved ? 'approve' : 'decline'}`, {});
}
