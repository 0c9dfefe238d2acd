import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Requests of one connection whose answers are not there yet. Clients wait for each answer (RFC 9112 §9.3.2 lets them not);
 * Node reads 64 kB at once, which are a thousand requests, and pauses no connection for answers that have not begun.
 */
export const MAX_UNANSWERED = 8;

const unanswered = new WeakMap<Socket, number>();

/** False: the connection has ended, now or before, and the request is nobody's. */
export function isTaken({ socket }: IncomingMessage, response: ServerResponse): boolean {
  if (socket.destroyed) return false;
  const waiting = unanswered.get(socket) ?? 0;
  if (waiting >= MAX_UNANSWERED) {
    socket.destroy();
    return false;
  }
  unanswered.set(socket, waiting + 1);
  response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
  return true;
}
