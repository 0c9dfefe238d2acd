import { spawn } from 'node:child_process';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Keystore {
  /** PKCS#12. */
  readonly file: string;
  readonly password: string;
}

/** Runs Java's keytool on a keystore; returns what it printed. The password travels in the environment: arguments are listed. */
export async function keytool(store: Keystore, args: readonly string[]): Promise<string> {
  const { JAVA_HOME, PATH } = process.env;
  const common = ['-keystore', store.file, '-storetype', 'PKCS12', '-storepass:env', 'STORE_PASSWORD'];
  const child = spawn(JAVA_HOME ? join(JAVA_HOME, 'bin', 'keytool') : 'keytool', [...args, ...common], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, STORE_PASSWORD: store.password, LC_ALL: 'C' },
  });
  let said = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const code = await once(child, 'close').then(
    ([status]) => Number(status),
    (error: unknown) => {
      complaint = `${Error.isError(error) ? error.message : String(error)}: it is a part of every Java 17`;
      return 1;
    },
  );
  if (code !== 0) throw new Error(`keytool ${args[0] ?? ''} failed: ${(complaint || said).trim()}`);
  return said;
}

// RFC 7292 §4.2.2: a pkcs8ShroudedKeyBag, DER of 1.2.840.113549.1.12.10.1.2; then [0] with the EncryptedPrivateKeyInfo.
const SHROUDED_KEY = Buffer.from('060b2a864886f70d010c0a0102', 'hex');

/**
 * The private keys of a PKCS#12 file, in its order. keytool prints certificates and never keys, and PostgreSQL reads
 * PEM only; the key bags lie open in the file, each encrypted as PKCS#8, which Node reads.
 */
export function privateKeysIn(pkcs12: Buffer, passphrase: string): KeyObject[] {
  const keys: KeyObject[] = [];
  for (let at = pkcs12.indexOf(SHROUDED_KEY); at >= 0; at = pkcs12.indexOf(SHROUDED_KEY, at + 1)) {
    const key = valueAt(pkcs12, at + SHROUDED_KEY.length);
    keys.push(createPrivateKey({ key, format: 'der', type: 'pkcs8', passphrase }));
  }
  return keys;
}

/** X.690 §8.1: one byte of tag, the length in one byte or in as many as the first says, the value. */
function valueAt(der: Buffer, at: number): Buffer {
  const first = der.readUInt8(at + 1);
  const extra = first < 0x80 ? 0 : first & 0x7f;
  const length = extra === 0 ? first : der.readUIntBE(at + 2, extra);
  return der.subarray(at + 2 + extra, at + 2 + extra + length);
}
