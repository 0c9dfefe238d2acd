import type { FastifyRequest } from 'fastify';
import type { QuirkName, ResourceTypeName } from '#scim';
import { currentTraceparent } from '#telemetry';
import { isoOf, orderedId } from '#service';
import type { AskedWrite } from '../../writes/asked-write.js';
import { outcomeOf, type Decision, type Done } from '../../writes/outcome.js';
import type { WriteRequest } from '../../writes/write-request.js';
import { actorOf, identityOf } from './identity.js';
import { countQuirks, countWrite } from './instruments.js';
import { idOf } from '../path.js';
import { chargeWritten } from './rate-limit.js';
import { tellDecision } from './told.js';

export function writeRequest(request: FastifyRequest): WriteRequest {
  const identity = identityOf(request);
  return {
    tenantId: identity.tenantId,
    actor: actorOf(identity),
    userType: identity.userType,
    correlationId: request.id,
    traceparent: currentTraceparent(),
    now: isoOf(Date.now()),
    newId: orderedId,
  };
}

/** The change that a message asks for, of the resource that the path names. */
export function changeOf<Change>(
  request: FastifyRequest,
  { quirks, change }: AskedWrite<Change>,
  id = idOf(request),
): Change {
  countQuirks(quirks);
  return change(writeRequest(request), id, request.headers['if-match']);
}

/** What was decided is told to the activity, and charged by its size. */
export function noteDecision(request: FastifyRequest, decision: Decision): void {
  tellDecision(request, decision);
  chargeWritten(request, decision);
}

/** Counts what became of a change. @throws its refusal, which the filter answers */
export function assertDone<Decided extends Decision>(
  request: FastifyRequest,
  type: ResourceTypeName,
  decision: Decided,
  noted?: Iterable<QuirkName>,
): asserts decision is Extract<Decided, Done> {
  if (noted !== undefined) countQuirks(noted);
  noteDecision(request, decision);
  if (decision.kind === 'refused') throw decision.error;
  if (decision.kind === 'deleted') throw new Error('a change does not delete');
  countWrite(type, outcomeOf(decision));
}
