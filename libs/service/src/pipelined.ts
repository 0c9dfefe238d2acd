import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Kept } from './kept.js';
import { onClose } from './on-close.js';

/**
 * Requests of one connection whose answers are not there yet. Clients wait for each answer (RFC 9112 §9.3.2 lets them not);
 * Node reads 64 kB at once, which are a thousand requests, and pauses no connection for answers that have not begun.
 */
export const MAX_UNANSWERED = 8;

interface Asked {
  unanswered: number;
  watch?: AskedWatch;
}

export interface AskedWatch {
  /** Told when the first is asked, and when none is left. */
  readonly onChange: (isAsked: boolean) => void;
  /** Told of each request whose credential is right. */
  readonly onLetIn: () => void;
}

const asked = new Kept<Socket, Asked>();

/** Tells of a connection when something is asked on it, when somebody was let in, and when everything has been answered. */
export function watchAsked(socket: Socket, watch: AskedWatch): void {
  askedOn(socket).watch = watch;
}

/** The credential of what is asked on the connection is right. */
export function tellLetIn(socket: Socket): void {
  asked.get(socket)?.watch?.onLetIn();
}

/** False: the connection has ended, now or before, and the request is nobody's. */
export function isTaken({ socket }: IncomingMessage, response: ServerResponse): boolean {
  if (socket.destroyed) return false;
  const own = askedOn(socket);
  if (own.unanswered >= MAX_UNANSWERED) {
    socket.destroy();
    return false;
  }
  own.unanswered += 1;
  if (own.unanswered === 1) own.watch?.onChange(true);
  onClose(response, () => {
    own.unanswered -= 1;
    if (own.unanswered === 0) own.watch?.onChange(false);
  });
  return true;
}

/** Whether an answer is waited for on the connection. */
export function isAskedOn(socket: Socket): boolean {
  return (asked.get(socket)?.unanswered ?? 0) > 0;
}

function askedOn(socket: Socket): Asked {
  const known = asked.get(socket);
  if (known !== undefined) return known;
  const fresh: Asked = { unanswered: 0 };
  asked.set(socket, fresh);
  return fresh;
}
