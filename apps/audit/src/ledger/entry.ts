import type { Change, EventType } from '#contracts';

/** One line of the audit log: an accepted write, a refused one, or a number of refused ones over the cap. */
export interface Entry {
  /** The event's id: the same in the live log and in every rebuild. */
  readonly id: string;
  readonly tenantId: string;
  /** `ce_time`: when it was decided, RFC 3339 with milliseconds. */
  readonly time: string;
  readonly type: EventType;
  readonly outcome: 'accepted' | 'refused';
  readonly connectionId: string;
  /** null where refusals of several credentials were counted. */
  readonly credentialId: string | null;
  readonly resourceType: 'User' | 'Group' | null;
  readonly resourceId: string | null;
  /** null for refusals: they have none. */
  readonly resourceVersion: number | null;
  /** Of a group's members, `before` lists who was taken out and `after` who was put in. */
  readonly changes: readonly Change[];
  readonly requestId: string;
  /** `created`, `reactivated`, `disabled`, `deleted`, or the code of the refusal; null for an ordinary update. */
  readonly reason: string | null;
  /** Of refusals: what was asked and answered. */
  readonly method: string | null;
  readonly status: number | null;
  readonly scimType: string | null;
  /** Where in the request, and what may stand there; not of refusals from before that was told. */
  readonly path?: string;
  readonly rule?: string;
  /** Of counted refusals: how many, from when to when. */
  readonly count: number | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
}
