import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { matchesVersion, versionTag, type JsonObject } from '#scim';
import { inTurns, jsonSteps, shortJson } from '#turns';
import { holdAnswer, STREAM_BYTES } from './held-bytes.js';
import { turnOf } from './identity.js';

/** RFC 7644 §3.1 and §8.1; Entra wants it on every answer. */
export const SCIM_MEDIA_TYPE = 'application/scim+json; charset=utf-8';

interface Answer {
  readonly status: number;
  readonly version: number;
  readonly body: JsonObject;
  /** The body as it is sent, where it is not in memory as a whole. */
  readonly text?: Readable | null;
}

/** A resource with its ETag; 201 with its Location (RFC 7644 §3.3). */
export function sendResource(reply: FastifyReply, { status, version, body, text = null }: Answer): Promise<void> {
  void reply.header('etag', versionTag(version));
  const location = locationOf(body);
  if (location !== undefined) void reply.header(status === 201 ? 'location' : 'content-location', location);
  if (text === null) return sendInTurns(reply, status, body);
  holdAnswer(reply.request, STREAM_BYTES);
  void reply.status(status).type(SCIM_MEDIA_TYPE).send(text);
  return Promise.resolve();
}

export function sendScim(reply: FastifyReply, status: number, body: unknown): void {
  sendText(reply, status, JSON.stringify(body));
}

/** A page, or a resource that may be large: written step by step, so that the loop is given back in between. */
export async function sendInTurns(reply: FastifyReply, status: number, body: JsonObject): Promise<void> {
  sendText(reply, status, shortJson(body) ?? (await inTurns(jsonSteps(body), turnOf(reply.request))));
}

/** Characters of a text whose bytes are not counted again by each who wants to know how many they are. */
const LARGE = 16_384;

/** JSON that is written already. */
export function sendText(reply: FastifyReply, status: number, text: string): void {
  const payload = text.length > LARGE ? Buffer.from(text) : text;
  holdAnswer(reply.request, Buffer.byteLength(payload));
  void reply.status(status).type(SCIM_MEDIA_TYPE).send(payload);
}

export function sendNothing(reply: FastifyReply, version?: number): void {
  if (version !== undefined) void reply.header('etag', versionTag(version));
  void reply.status(204).send();
}

/** RFC 7644 §3.14: true when the client has this version already, and 304 was sent. */
export function sendNotModified(request: FastifyRequest, reply: FastifyReply, version: number): boolean {
  const header = request.headers['if-none-match'];
  if (header === undefined || !matchesVersion(header, version)) return false;
  void reply.status(304).header('etag', versionTag(version)).send();
  return true;
}

function locationOf({ meta }: JsonObject): string | undefined {
  const location = typeof meta === 'object' && meta !== null && 'location' in meta ? meta.location : undefined;
  return typeof location === 'string' ? location : undefined;
}
