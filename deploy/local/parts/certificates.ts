import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './replace-file.js';
import { keytool, privateKeysIn, type Keystore } from './keytool.js';

/** Who is given a certificate. The broker's is its own client's as well: it is the only one that its controller takes. */
export const CERTIFIED = { kafka: 'rollcall-broker', postgres: 'rollcall-postgres' } as const;
export type Certified = keyof typeof CERTIFIED;

export interface Certificates {
  /** PEM file of the CA, which clients trust. */
  readonly ca: string;
  /** PEM file: the private key (PKCS#8), the certificate, and the CA's. Of the owner alone. */
  readonly bundle: Readonly<Record<Certified, string>>;
  /** Whether they were made at this call. */
  readonly isNew: boolean;
}

const CA_DAYS = 3_650;
const DAYS = 365;
/** What runs keeps the certificate that it started with: a start gives it this long at least. */
export const LEAST_DAYS_LEFT = 90;

/**
 * The certificates of a local constellation, by Java's keytool: a CA of its own and one for each server, for
 * 127.0.0.1 and localhost, made anew when one is missing or ends within 90 days. The CA's key is thrown away once it has
 * signed, so that nobody can sign another with it.
 *
 * @param dir a folder of their own, 0700; every file in it that has a key is 0600
 */
export async function ensureCertificates(dir: string, now = new Date()): Promise<Certificates> {
  const found = placesIn(dir);
  if (await areGood(found, now)) return { ...found, isNew: false };
  const half = `${dir}.${process.pid}`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true, mode: 0o700 });
  try {
    await make(half);
    await rm(dir, { recursive: true, force: true });
    await rename(half, dir);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  return { ...found, isNew: true };
}

function placesIn(dir: string): Omit<Certificates, 'isNew'> {
  return {
    ca: join(dir, 'ca.pem'),
    bundle: { kafka: join(dir, 'kafka.pem'), postgres: join(dir, 'postgres.pem') },
  };
}

async function areGood({ ca, bundle }: Omit<Certificates, 'isNew'>, now: Date): Promise<boolean> {
  try {
    const authority = new X509Certificate(await readFile(ca));
    for (const file of Object.values(bundle)) {
      const [, pem = ''] =
        /(-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----)/.exec(await readFile(file, 'utf8')) ?? [];
      const one = new X509Certificate(pem);
      if (!one.verify(authority.publicKey) || daysLeft(one, now) < LEAST_DAYS_LEFT) return false;
    }
    return daysLeft(authority, now) >= LEAST_DAYS_LEFT;
  } catch {
    // Missing, cut short or not a certificate: whatever it is, there is nothing to keep.
    return false;
  }
}

function daysLeft(certificate: X509Certificate, now: Date): number {
  return (Date.parse(certificate.validTo) - now.getTime()) / 86_400_000;
}

async function make(dir: string): Promise<void> {
  const store: Keystore = { file: join(dir, 'making.p12'), password: randomBytes(24).toString('base64url') };
  const pair = ['-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', '-startdate', '-1H'];
  const authority = ['-ext', 'bc:c=ca:true,pathlen:0', '-ext', 'ku:c=keyCertSign,cRLSign'];
  const name = `CN=Rollcall local CA ${randomBytes(4).toString('hex')}`;
  await keytool(store, [...pair, '-alias', 'ca', '-dname', name, '-validity', String(CA_DAYS), ...authority]);
  const ca = await keytool(store, ['-exportcert', '-rfc', '-alias', 'ca']);
  for (const [alias, subject] of Object.entries(CERTIFIED)) {
    const usage = ['-ext', 'san=ip:127.0.0.1,dns:localhost', '-ext', 'eku=serverAuth,clientAuth'];
    const owner = ['-alias', alias, '-signer', 'ca', '-dname', `CN=${subject}`, '-validity', String(DAYS)];
    await keytool(store, [...pair, ...owner, ...usage, '-ext', 'ku:c=digitalSignature']);
    const certificate = await keytool(store, ['-exportcert', '-rfc', '-alias', alias]);
    await replaceFile(join(dir, `${alias}.pem`), (await keyOf(certificate, store)) + certificate + ca);
  }
  await replaceFile(join(dir, 'ca.pem'), ca);
  await rm(store.file);
}

async function keyOf(certificate: string, store: Keystore): Promise<string> {
  const parsed = new X509Certificate(certificate);
  const keys = privateKeysIn(await readFile(store.file), store.password);
  const key = keys.find((one) => parsed.checkPrivateKey(one));
  if (key === undefined) throw new Error(`keytool made no key for ${parsed.subject}`);
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}
