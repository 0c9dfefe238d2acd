import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './parts/replace-file.js';

/** What the demonstration remembers of its tenant, so that a second start finds it as it was. */
export interface DemonstrationSecrets {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly scimToken: string;
  /** Of the connection as a client of the token endpoint; a folder of an earlier version has none. */
  readonly connectionSecret?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How many people the last complete cycle provisioned; null while none has been completed. */
  readonly people: number | null;
  /** The second tenant, where there is one. */
  readonly fabrikam?: string;
  /** The tenant where nothing is connected, for the console. */
  readonly empty?: string;
}

/** Made at the first start and kept in `.rollcall/secrets.json` (mode 0600): restarts keep passwords and tokens. */
export interface Secrets {
  readonly postgresPassword: string;
  readonly operatorToken: string;
  /** KEY_SECRET: without it the signing keys of the folder are lost. */
  readonly keySecret: string;
  /** CONSOLE_KEY: scim-api knows its public half. */
  readonly consoleKey: string;
  /** By role name. */
  readonly rolePasswords: Readonly<Record<string, string>>;
  /** By Kafka's user; made when the broker first asks for them. */
  readonly kafkaPasswords?: Readonly<Record<string, string>>;
  readonly demonstration?: DemonstrationSecrets;
}

export async function readSecrets(dataDir: string): Promise<Secrets> {
  const found = await readFile(file(dataDir), 'utf8').catch((error: unknown) => {
    if (Error.isError(error) && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found !== undefined) return withAllKeys(dataDir, parsed(found, file(dataDir)));
  const secrets = {
    postgresPassword: random(),
    operatorToken: `rco_${random()}`,
    keySecret: random(),
    consoleKey: random(),
    rolePasswords: {},
  };
  await writeSecrets(dataDir, secrets);
  return secrets;
}

/** The parser's own error would quote what stands there. */
function parsed(text: string, path: string): Kept {
  try {
    // Written by writeSecrets alone, in a folder of our own.
    return JSON.parse(text) as Kept;
  } catch {
    throw new Error(`${path} is no JSON any more: put back what it was, or begin without the data by npm run reset`);
  }
}

type Kept = Omit<Secrets, 'keySecret' | 'consoleKey'> & Partial<Pick<Secrets, 'keySecret' | 'consoleKey'>>;

/** A folder of an earlier version lacks one or the other: its signing keys are wrapped when scim-api starts. */
async function withAllKeys(dataDir: string, secrets: Kept): Promise<Secrets> {
  const { keySecret, consoleKey } = secrets;
  if (keySecret !== undefined && consoleKey !== undefined) return { ...secrets, keySecret, consoleKey };
  const completed = { ...secrets, keySecret: keySecret ?? random(), consoleKey: consoleKey ?? random() };
  await writeSecrets(dataDir, completed);
  return completed;
}

export async function writeSecrets(dataDir: string, secrets: Secrets): Promise<void> {
  await replaceFile(file(dataDir), `${JSON.stringify(secrets, null, 2)}\n`);
}

/** The same secrets with a password for each of the roles. */
export function withPasswordsFor(secrets: Secrets, roles: readonly string[]): Secrets {
  const rolePasswords = { ...secrets.rolePasswords };
  for (const role of roles) rolePasswords[role] ??= random();
  return { ...secrets, rolePasswords };
}

/** The same secrets with a password for each of Kafka's users. */
export function withKafkaPasswordsFor(secrets: Secrets, users: readonly string[]): Secrets {
  const kafkaPasswords = { ...secrets.kafkaPasswords };
  for (const user of users) kafkaPasswords[user] ??= random();
  return { ...secrets, kafkaPasswords };
}

function file(dataDir: string): string {
  return join(dataDir, 'secrets.json');
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
