import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsoleLinks } from './demonstration/console-links.js';
import { replaceFile } from './parts/replace-file.js';
import type { Projection } from './service-processes.js';

interface Endpoint {
  readonly url: string;
  readonly token: string;
}

/** What a client of Kafka needs. With `--secure` the last two as well, of a user who may only read; kafkajs takes them as they are. */
export interface KafkaAccess {
  readonly brokers: string;
  /** The CA's PEM, and the file that has it, for clients that want a file. */
  readonly ssl?: { readonly ca: string; readonly caFile: string };
  readonly sasl?: { readonly mechanism: 'scram-sha-512'; readonly username: string; readonly password: string };
}

/** `.rollcall/run.json`: what scripts need to know of a constellation that runs. */
export interface RunDescription {
  readonly scim: Endpoint;
  /** The demonstration's connection as a client of the token endpoint, by client credentials. */
  readonly oauth: { readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string };
  readonly admin: Endpoint;
  readonly directory: Endpoint;
  readonly audit: Endpoint;
  readonly notifier: Endpoint;
  /** What was sent and answered: `GET {url}?requestId=`. */
  readonly activity: Endpoint;
  /** Its address, and links that sign in as long as this start lasts. */
  readonly console: ConsoleLinks;
  readonly mail: { readonly url: string };
  readonly kafka: KafkaAccess;
  /** The superuser's. */
  readonly postgres: { readonly url: string };
  /** By process: where its metrics are, on its internal listener. */
  readonly metrics?: Readonly<Record<string, string>>;
  /** By projection, what `npm run projection` sets for `parked`: the URL of the role that says what becomes of what is parked. */
  readonly commands?: Readonly<Record<Projection, Readonly<Record<string, string>>>>;
  /** The same for `digest` and `rebuild`: its own role and Kafka user, and the owner of its database. */
  readonly folds?: Readonly<Record<Projection, Readonly<Record<string, string>>>>;
  /** Of our processes, the JVM and the postmaster. A process that is being started again has none for a moment. */
  readonly processes: Readonly<Record<string, number>>;
}

/** What a run.json says; null where nothing runs. */
export async function readRun(file: string): Promise<RunDescription | null> {
  try {
    // Written by the launcher alone, in a folder of our own.
    return JSON.parse(await readFile(file, 'utf8')) as RunDescription;
  } catch {
    return null;
  }
}

/** Keeps run.json true while the constellation runs: written by rename, mode 0600, and gone afterwards. */
export class RunFile {
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();
  #removed = false;

  constructor(dataDir: string) {
    this.#path = join(dataDir, 'run.json');
  }

  /** Writes in the order of the calls; the last one wins. */
  async write(description: RunDescription): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (!this.#removed) await replaceFile(this.#path, `${JSON.stringify(description, null, 2)}\n`);
    });
    await this.#writing;
  }

  async remove(): Promise<void> {
    this.#removed = true;
    await this.#writing.catch(() => undefined);
    await rm(this.#path, { force: true });
  }
}
