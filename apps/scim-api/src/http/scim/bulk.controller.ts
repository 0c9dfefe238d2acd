import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bulkResponse, decodeBulk, ScimError, type BulkResult } from '#scim';
import { noteRequest, orderedId } from '#service';
import type { Told } from '../../activity/ending.js';
import { soughtByMessage } from '../../activity/sought.js';
import { runBulk, type Processed } from '../../bulk/run-bulk.js';
import { answerableError } from './answerable-error.js';
import { writeRequest } from './changes.js';
import { identityOf, rulesOf } from './identity.js';
import { countBulk, countQuirks, countWrite } from './instruments.js';
import { PARTS, servedOf, type Parts } from './parts.js';
import { chargeOperations, chargeWritten } from './rate-limit.js';
import { sendScim } from './scim-answer.js';
import { tellOperations, type OperationEnding } from './told.js';

/** RFC 7644 §3.7. */
@Controller('scim/v2/Bulk')
export class BulkController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  /** What was begun is finished, whether or not the client waits for the answer: it cannot know how far it came. */
  @Post()
  async run(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { tenantId, tolerance } = identityOf(request);
    const bulk = decodeBulk(request.body, tolerance);
    countQuirks(bulk.quirks);
    await chargeOperations(request, bulk.operations.length);
    countBulk(bulk.operations.length);
    const processed = await runBulk(bulk, {
      tenantId,
      rules: { User: rulesOf(request, 'User'), Group: rulesOf(request, 'Group') },
      writes: servedOf(request, this.#parts).store,
      newId: orderedId,
      requestOf: (index) => ({ ...writeRequest(request), correlationId: operationId(request, index) }),
      answerOf: (error) => answerableError(error),
    });
    noteRequest(request, { operations: processed.length, refusals: refusalsOf(processed) });
    const results = await Promise.all(processed.map((one) => this.#result(request, one)));
    tellOperations(
      request,
      results.map(({ ending }) => ending),
    );
    sendScim(reply, 200, bulkResponse(results));
  }

  async #result(request: FastifyRequest, processed: Processed): Promise<BulkResult & { ending: OperationEnding }> {
    const { operation, prepared, outcome } = processed;
    const { method, type, bulkId, index } = operation;
    countQuirks(new Set([...prepared.quirks, ...(prepared.noted ?? [])]));
    const { resourceId } = prepared;
    const hasNoPlace = type === null || resourceId === null || (method === 'POST' && outcome.kind === 'failed');
    // What was sent in place of an id may be half a surrogate pair, which no address can have.
    const location = hasNoPlace
      ? null
      : `${this.#parts.baseUrl}/${type}s/${encodeURIComponent(resourceId.toWellFormed())}`;
    const sent = { method, bulkId, location };
    if (outcome.kind === 'failed') {
      const { error, eventId } = await this.#recorded(request, processed, outcome.error);
      const detail = this.#parts.detailOf(error.message, operationId(request, index));
      const ending = endingOf(processed, error.status, { error, refusalEvent: eventId });
      return { ...sent, outcome: { kind: 'failed', error, detail }, ending };
    }
    chargeWritten(request, outcome.decision);
    if (type !== null) countWrite(type, outcome.kind);
    const hasBody = outcome.kind !== 'deleted' && !(type === 'Group' && method === 'PATCH');
    const status = outcome.kind === 'created' ? 201 : hasBody ? 200 : 204;
    const ending = endingOf(processed, status, { decision: outcome.decision });
    const version = 'version' in outcome ? outcome.version : null;
    return { ...sent, outcome: { kind: 'done', status, version }, ending };
  }

  /** A refused operation has its entry in the audit log, as a refused request has. */
  async #recorded(
    request: FastifyRequest,
    { operation, prepared }: Processed,
    error: ScimError,
  ): Promise<{ readonly error: ScimError; readonly eventId: string | null }> {
    if (error.status >= 500) return { error, eventId: null };
    const { isRecorded, eventId } = await this.#parts.recordRefusal(request, {
      requestId: operationId(request, operation.index),
      method: operation.method ?? request.method,
      resourceType: operation.type,
      resourceId: operation.method === 'POST' ? null : prepared.resourceId,
      error,
    });
    return isRecorded ? { error, eventId } : { error: new ScimError('unavailable'), eventId };
  }
}

/** The activity of one operation. */
function endingOf({ operation, prepared }: Processed, status: number, told: Told): OperationEnding {
  const { index, method, type } = operation;
  const resourceId = method === 'POST' ? undefined : (prepared.resourceId ?? undefined);
  return {
    operation: index,
    method: method ?? 'POST',
    path: type === null ? BULK : `/scim/v2/${type}s${resourceId === undefined ? '' : `/${resourceId}`}`,
    status,
    resourceType: type,
    sought: { resourceId, ...soughtByMessage('data' in operation ? operation.data : null) },
    told,
  };
}

const BULK = '/scim/v2/Bulk';

/** How many operations were refused, by code. */
function refusalsOf(processed: readonly Processed[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of processed) {
    if (outcome.kind === 'failed') counts[outcome.error.code] = (counts[outcome.error.code] ?? 0) + 1;
  }
  return counts;
}

/** Of one operation, derived from the request's: RFC 9967 names the transactions of a bulk so. */
function operationId(request: FastifyRequest, index: number): string {
  return `${request.id}:${index}`;
}
