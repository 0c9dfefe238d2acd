import type { FastifyRequest } from 'fastify';
import { NOT_FOUND } from '#service';
import { NO_TENANT } from '../sessions/session.js';
import type { Changing } from '../storage/sign-on-store.js';
import { askingOf } from './asking.js';
import { assertMay } from './assert-may.js';
import type { Parts } from './parts.js';
import { sessionOf } from './session-of.js';

/** The tenant whose settings are looked at. @throws Problem */
export function readingOf(request: FastifyRequest): string {
  const { session } = sessionOf(request);
  assertMay(session, 'settings:read');
  return ownTenant(session.account.tenantId);
}

/** Who changes the settings of which tenant. @throws Problem */
export function changing(parts: Parts, request: FastifyRequest): Changing {
  const { session } = sessionOf(request);
  assertMay(session, 'sso:change');
  return changingOf(parts, request);
}

/** The same where somebody else has judged whether they may. */
export function changingOf(parts: Parts, request: FastifyRequest): Changing {
  const { account } = sessionOf(request).session;
  const tenantId = ownTenant(account.tenantId);
  return { tenantId, by: account.id, asking: askingOf(request, parts.rangeOf(request)) };
}

/** Operators belong to none. */
function ownTenant(tenantId: string): string {
  if (tenantId === NO_TENANT) throw NOT_FOUND;
  return tenantId;
}
