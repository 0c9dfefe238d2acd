import type { Socket } from 'node:net';

const LINGER_MS = 1_000;
/**
 * What is read to be thrown away, of all connections together, at once and in a second. It is memory until it is collected, and
 * bytes outside the heap are collected late: 60 to 100 MB of them stood there behind 150 bodies of a megabyte.
 */
const AWAY_BYTES = 4_194_304;
const AWAY_BYTES_PER_SECOND = 1_048_576;

const ending = new WeakSet<Socket>();
let [thrown, thrownAt] = [0, 0];

/**
 * Ends the connection behind the answer. Closed at once, with bytes unread, it would be reset, and the client that is still
 * sending would see that and no answer: so what comes is thrown away for a moment (RFC 9112 §9.6), and read by nobody. Of
 * much it is not even read: those that cannot send on have their answer all the same.
 */
export function endGently(socket: Socket): void {
  if (ending.has(socket)) return;
  ending.add(socket);
  socket.destroySoon = () => {
    if (throwAway(0)) readAway(socket);
    else holdBack(socket);
    socket.once('end', () => socket.destroy());
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.end();
  };
}

/**
 * Instead of Node's parser, which would go on to the next request. Of a socket that stands still it is asked to begin: nobody
 * else can. One that flows is taken from it at once.
 */
function readAway(socket: Socket): void {
  socket.removeAllListeners('data');
  const read = (): void => {
    socket.on('data', (part: Buffer) => {
      if (!throwAway(part.length)) holdBack(socket);
    });
  };
  if (socket.isPaused()) socket.once('resume', read).resume();
  else read();
}

/** False: it was too much. */
function throwAway(bytes: number): boolean {
  const now = performance.now();
  thrown = Math.max(0, thrown - ((now - thrownAt) * AWAY_BYTES_PER_SECOND) / 1_000) + bytes;
  thrownAt = now;
  return thrown < AWAY_BYTES;
}

/** For good: behind an answer Node resumes the socket by itself, to have what is left of the request. */
function holdBack(socket: Socket): void {
  socket.on('resume', () => socket.pause());
  socket.pause();
}
