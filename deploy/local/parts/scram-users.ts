import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { HOST } from './ports.js';

export interface ControllerDoor {
  /** Default: this machine. */
  readonly host?: string;
  readonly controllerPort: number;
  /** PEM files: the CA, and the broker's key and certificate, which the controller takes for its own. */
  readonly ca: string;
  readonly bundle: string;
}

// Kafka's least, as StorageTool and kafka-configs use it.
const ITERATIONS = 4096;
const SCRAM_SHA_512 = 2;
const ALTER_USER_SCRAM_CREDENTIALS = 51;
const WITHIN_MS = 5_000;

/**
 * Gives each user its password for SCRAM-SHA-512, whether it is there or not. Asked of the controller itself, as it
 * knows no users yet when a storage has just been formatted, or was used without them.
 *
 * Why not Kafka's own tools: kafkajs lacks this request, and `StorageTool format --add-scram` and `kafka-configs` take passwords
 * as arguments, which everybody on the machine can list; the latter is a JVM for every user, too.
 *
 * @throws Error when the controller is not there yet, or refuses one
 */
export async function setScramUsers(door: ControllerDoor, passwords: Readonly<Record<string, string>>): Promise<void> {
  const users = Object.entries(passwords);
  const answer = await ask(door, framed(request(users)));
  const refused = refusals(answer);
  if (refused.length > 0) throw new Error(`Kafka's controller refused its users: ${refused.join(', ')}`);
}

/** KIP-554: version 0, header version 2, every array and text compact. */
function request(users: readonly (readonly [string, string])[]): Buffer {
  const header = Buffer.from([0, ALTER_USER_SCRAM_CREDENTIALS, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0]);
  const none = varint(1);
  return Buffer.concat([header, none, varint(users.length + 1), ...users.map(upsertion), Buffer.from([0])]);
}

function upsertion([name, password]: readonly [string, string]): Buffer {
  const salt = randomBytes(24);
  const iterations = Buffer.alloc(4);
  iterations.writeInt32BE(ITERATIONS);
  // RFC 5802 §3: Hi() is PBKDF2 with HMAC. Our passwords are base64url, of which SASLprep changes nothing.
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 64, 'sha512');
  return Buffer.concat([
    compact(Buffer.from(name)),
    Buffer.from([SCRAM_SHA_512]),
    iterations,
    compact(salt),
    compact(salted),
    Buffer.from([0]),
  ]);
}

function compact(bytes: Buffer): Buffer {
  return Buffer.concat([varint(bytes.length + 1), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  return Buffer.from([...bytes, left]);
}

function framed(message: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(message.length);
  return Buffer.concat([size, message]);
}

async function ask(door: ControllerDoor, message: Buffer): Promise<Buffer> {
  const [ca, bundle] = await Promise.all([readFile(door.ca, 'utf8'), readFile(door.bundle, 'utf8')]);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: door.host ?? HOST, port: door.controllerPort, ca, cert: bundle, key: bundle });
    let heard = Buffer.alloc(0);
    socket.setTimeout(WITHIN_MS, () => socket.destroy(new Error(`no answer within ${WITHIN_MS / 1000} s`)));
    socket.once('secureConnect', () => socket.write(message));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error("Kafka's controller closed the connection")));
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      if (heard.length < 4 || heard.length < 4 + heard.readInt32BE(0)) return;
      resolve(heard.subarray(4));
      socket.destroy();
    });
  });
}

/** Correlation, tags, throttle time; then for each user its name, an error code and what is said about it. */
function refusals(answer: Buffer): string[] {
  let at = 4 + 1 + 4;
  const length = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = answer.readUInt8(at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const text = (): string => {
    const size = Math.max(0, length() - 1);
    at += size;
    return answer.toString('utf8', at - size, at);
  };
  const refused: string[] = [];
  for (let left = length() - 1; left > 0; left -= 1) {
    const name = text();
    const code = answer.readInt16BE(at);
    at += 2;
    const why = text();
    length();
    if (code !== 0) refused.push(`${name} (${code} ${why})`.trim());
  }
  return refused;
}
