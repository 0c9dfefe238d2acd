import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isReadableAddress } from './address.js';
import { atOnceOrThen } from './at-once.js';
import { Kept } from './kept.js';
import { isTaken } from './pipelined.js';
import { NOT_FOUND, Problem } from './problem.js';

const addresses = new Kept<IncomingMessage, string>();

/** Remembers what was asked for before it was rewritten. */
export function rememberAddress(request: IncomingMessage): string {
  const address = request.url ?? '/';
  addresses.set(request, address);
  return address;
}

/**
 * Refuses what cannot be read before anything reads it: behind whatever asks who it is, before the body. Whether there is a
 * body is told by its bytes: proxies put `Transfer-Encoding: chunked` before none, and clients a media type.
 */
export function judgeRequests(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    atOnceOrThen(
      () => {
        if (!isReadableRequest(request)) throw UNREADABLE_ADDRESS;
        // Nothing is there: what comes with it is not read.
        if (request.is404) throw NOT_FOUND;
        if (awaitsLeave(request)) reply.raw.writeContinue();
        const isThere = hasContent(request);
        if (typeof isThere === 'boolean') return judgeContent(isThere, request, reply);
        return isThere.then((known) => judgeContent(known, request, reply));
      },
      (error) => done(error ?? null, payload),
    );
  });
}

function judgeContent(isThere: boolean, { raw: { headers } }: FastifyRequest, reply: FastifyReply): void {
  if (isThere) judgeHeaders(headers, reply);
  else describeNothing(headers);
}

/** Whether its address can be decoded, as it was sent. */
export function isReadableRequest(request: FastifyRequest): boolean {
  return isReadableAddress(addresses.get(request.raw) ?? request.url);
}

const asked = new Kept<IncomingMessage, true>();

/** RFC 9110 §10.1.1: who asks before it sends a body is told to only when somebody will read it. */
export function holdBodiesBack(
  server: Server,
  route: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!isTaken(request, response)) return;
    asked.set(request, true);
    route(request, response);
  });
}

function awaitsLeave({ raw }: FastifyRequest): boolean {
  return asked.delete(raw);
}

export const UNREADABLE_ADDRESS = new Problem(
  400,
  'malformed-address',
  'The address holds an escape that is none, or that is not UTF-8; write each % as %25.',
);

/** What would describe a body says nothing where there is none. */
function describeNothing(headers: IncomingHttpHeaders): void {
  delete headers['transfer-encoding'];
  delete headers['content-type'];
  delete headers['content-encoding'];
  delete headers['content-length'];
}

function judgeHeaders(headers: IncomingHttpHeaders, reply: FastifyReply): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    // RFC 9110 §12.5.3: so says an answer of 415 which encodings there are.
    void reply.header('accept-encoding', 'identity');
    throw new Problem(
      415,
      'unsupported-content-encoding',
      'The body is compressed (Content-Encoding), which this service does not read; send it as it is.',
    );
  }
  const { 'content-type': sent } = headers;
  if (sent === undefined) return;
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*["']?([^;"'\s]*)/i.exec(sent) ?? [];
  if (!CHARSETS.has(charset.toLowerCase())) {
    const detail = 'The body is in a charset that this service does not read; encode it in UTF-8.';
    throw new Problem(415, 'unsupported-charset', detail);
  }
  // Parsers are found by the type alone; what else it says they do not need.
  headers['content-type'] = sent.split(';', 1)[0]?.trim().toLowerCase();
}

/** RFC 8259 §8.1: JSON is UTF-8, of which ASCII is a part. */
const CHARSETS: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

function hasContent({ raw }: FastifyRequest): boolean | Promise<boolean> {
  if (raw.headers['transfer-encoding'] === undefined) return Number(raw.headers['content-length'] ?? 0) > 0;
  return hasBytes(raw);
}

/** Waits for the first bytes of the body, or its end, and takes none away. */
function hasBytes(body: IncomingMessage): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      body.off('readable', onData).off('end', onData).off('error', onCut).off('close', onCut);
      end();
    };
    const onData = (): void => settle(() => resolve(body.readableLength > 0));
    // One of ours is the end of patience.
    const onCut = (error?: Error): void => settle(() => reject(error instanceof Problem ? error : CUT_OFF));
    if (body.destroyed && !body.complete) return onCut();
    body.on('readable', onData).on('end', onData).on('error', onCut).on('close', onCut);
  });
}

/** Half of a request is none: a deletion of which the rest never came is not carried out. Nobody reads the answer. */
const CUT_OFF = new Problem(400, 'malformed-request', 'The connection ended before the request did.');
