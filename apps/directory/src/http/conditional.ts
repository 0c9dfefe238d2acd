import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * RFC 9110 §13.1.2: the answer, or 304 when who asks has it already. It costs the question all the same; what it spares is the
 * way.
 *
 * @param said what the answer says, or what names all of it
 */
export function unlessKnown<Body extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, said = body }: { readonly body: Body; readonly said?: unknown },
): Body | undefined {
  const tag = `W/"${createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 27)}"`;
  void reply.header('etag', tag);
  if (!namesTag(request.headers['if-none-match'], tag)) return body;
  void reply.status(304);
  return undefined;
}

/** RFC 9110 §8.8.3.2: compared weakly. */
function namesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((one) => one.trim());
  return tags.includes('*') || tags.some((one) => opaque(one) === opaque(tag));
}

function opaque(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
