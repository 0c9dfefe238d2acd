import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const NAMED_TIMEOUT_MS = 10_000;

/**
 * Sends the bytes as they are and reads until the server ends the connection: what no client library lets itself be made to
 * send. Ask for `Connection: close`. Interim answers (1xx) are passed over.
 */
export async function sendRaw(url: string, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const timer = setTimeout(
    () => socket.destroy(new Error('the server did not end the connection in time')),
    NAMED_TIMEOUT_MS,
  );
  try {
    await once(socket, 'connect');
    for (const part of parts) socket.write(part);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return parse(Buffer.concat(chunks).toString('utf8'));
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function parse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const status = Number(line.split(' ')[1]);
  if (status >= 100 && status < 200) return parse(rest.join('\r\n\r\n'));
  const headers = Object.fromEntries(
    lines.map((header) => [
      header.slice(0, header.indexOf(':')).toLowerCase(),
      header.slice(header.indexOf(':') + 1).trim(),
    ]),
  );
  const body = rest.join('\r\n\r\n');
  return { status, headers, text: headers['transfer-encoding'] === 'chunked' ? unchunked(body) : body };
}

function unchunked(body: string): string {
  return body.replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, '').replace(/\r\n\r\n$/, '');
}

/** A request as text: its lines, and behind the empty one what comes as it is. */
export function rawRequest(lines: readonly string[], body = ''): string {
  return `${[...lines, 'Host: rollcall.test', 'Connection: close'].join('\r\n')}\r\n\r\n${body}`;
}
