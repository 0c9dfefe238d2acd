import { Transform } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ScimError } from '#scim';
import { asksOnly, holdOf, onClose, rememberHold, routeOptionsOf, type MemoryShares } from '#service';
import { MAX_LISTED_NAME_BYTES } from '../../groups/membership-reads.js';
import { identityOf } from './identity.js';

/** Bytes that a body takes in memory for each of its own, read, parsed and decoded: 4 MiB of a group take 50 to 70 MB. */
const BODY_FACTOR = 12;
/** A list, from its first row to its answer: slices and pages of a megabyte, decoded and written. Nine at once took 110 MB. */
export const LIST_BYTES = 16_777_216;
/** A group that is written page by page: MEMBERS_PAGE members, decoded and written. */
export const STREAM_BYTES = 2_097_152;

/**
 * What the request holds of its tenant's share of memory, until it is answered or its client gone. A body whose length is
 * not told, as proxies forward them, holds what has come of it: see `heldAsItComes`.
 *
 * @throws ShareExceeded when there is no room for its body; ScimError `payload-too-large` when there never is
 */
export function holdRequest(shares: MemoryShares, request: FastifyRequest, reply: FastifyReply): void | Promise<void> {
  const hold = shares.open(identityOf(request).tenantId);
  rememberHold(request, hold);
  onClose(reply.raw, () => hold.close());
  const bytes = Number(request.headers['content-length'] ?? 0);
  // What is larger than its endpoint takes is refused before it is read.
  if (!(bytes > 0) || bytes > routeOptionsOf(request).bodyLimit) return undefined;
  if (!shares.canEverFit(bytes * BODY_FACTOR)) throw new ScimError('payload-too-large');
  return hold.addAtOnce(bytes * BODY_FACTOR) ? undefined : hold.add(bytes * BODY_FACTOR);
}

/** The body, whose bytes are held as they come: while there is no room for them the client is not read from. */
export function heldAsItComes(request: FastifyRequest): Transform | null {
  const hold = holdOf(request);
  const { headers } = request;
  if (hold === undefined || headers['content-length'] !== undefined || headers['transfer-encoding'] === undefined) {
    return null;
  }
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hold.add(chunk.length * BODY_FACTOR).then(() => done(null, chunk), done);
    },
  });
}

/** Once, for a request that turns out to be a list. @throws ShareExceeded */
export function holdList(request: FastifyRequest): () => Promise<void> {
  let held: Promise<void> | undefined;
  return () => (held ??= holdOf(request)?.add(LIST_BYTES) ?? Promise.resolve());
}

/** For the names of one user's groups. @throws ShareExceeded */
export async function holdNames(request: FastifyRequest): Promise<void> {
  await holdOf(request)?.add(MAX_LISTED_NAME_BYTES);
}

/** An answer is in memory until its client has read it. @throws ShareExceeded for the answer of a question, where there is no room */
export function holdAnswer(request: FastifyRequest, bytes: number): void {
  holdOf(request)?.settle(bytes, { refuses: isQuestion(request) });
}

function isQuestion(request: FastifyRequest): boolean {
  return asksOnly(request) || routeOptionsOf(request).url?.endsWith('/.search') === true;
}
