import type { Actor } from '#contracts';
import type { ResourceType } from '#scim';

/** Who asks, as part of which request. Ids and time come from outside: a decision is a function of its arguments. */
export interface WriteRequest {
  readonly tenantId: string;
  readonly actor: Actor;
  /** The type of the tenant's users, with its own attributes. */
  readonly userType: ResourceType;
  /** The request's id; the events that it causes carry it. */
  readonly correlationId: string;
  readonly traceparent: string | null;
  /** RFC 3339 in UTC with milliseconds. */
  readonly now: string;
  /** A fresh UUIDv7 at each call. */
  readonly newId: () => string;
}
