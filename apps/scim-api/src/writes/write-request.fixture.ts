import { v7 as uuid } from 'uuid';
import { USER_TYPE } from '#scim';
import type { WriteRequest } from './write-request.js';

/** A request of a connection of the tenant, for what decides and stores changes without HTTP. */
export function requestOf(tenantId: string, now = '2026-01-01T00:00:00.000Z'): WriteRequest {
  return {
    tenantId,
    actor: { connectionId: uuid(), credentialId: uuid() },
    userType: USER_TYPE,
    correlationId: uuid(),
    traceparent: null,
    now,
    newId: uuid,
  };
}
