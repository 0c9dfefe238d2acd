import { connect } from 'node:net';

const CONNECTIONS = 150;
/** Whoever is not answered by then holds on to a connection without a credential. */
const ENDS_WITHIN_MS = 20_000;

/** Sends 150 bodies of so many bytes at once, none with a credential. Returns the status of each answer; 0: none came. */
export function besiege(url: string, path: string, bytes: number): Promise<number[]> {
  const body = Buffer.alloc(bytes, 'x');
  return Promise.all(Array.from({ length: CONNECTIONS }, () => sendBody(new URL(url), path, body)));
}

function sendBody({ hostname, port }: URL, path: string, body: Buffer): Promise<number> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname);
    socket.setTimeout(ENDS_WITHIN_MS, () => socket.destroy());
    socket.on('data', (part) => (answer += part.toString('latin1')));
    // The service may end the connection while the body is still being sent.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)));
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.end(body);
  });
}
