import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { jobFromJson, jobToJson } from '../cycle/job-json.js';
import type { Job } from '../cycle/job.js';
import { sourceFromJson, sourceToJson } from '../source/source-json.js';
import type { Source } from '../source/source.js';
import type { ProvisioningObjectSummary } from '../logs/log-entry.js';
import type { IdentityProvider } from '../sign-in/identity-provider.js';
import { connectionFromJson, type Connection } from './connection.js';
import { UsageError } from './usage-error.js';

const SOURCE = 'source.json';
const IDENTITY_PROVIDER = 'identity-provider.json';

/** A folder with the simulator's own state. Files are written whole and renamed, so a killed simulator leaves the old one. */
export class StateFolder {
  constructor(readonly folder: string) {}

  get exists(): boolean {
    return existsSync(this.#path('job.json'));
  }

  get hasSource(): boolean {
    return existsSync(this.#path(SOURCE)) || existsSync(this.#path('directory.json'));
  }

  get hasIdentityProvider(): boolean {
    return existsSync(this.#path(IDENTITY_PROVIDER));
  }

  get hasConnection(): boolean {
    return existsSync(this.#path('connection.json'));
  }

  create(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  get connection(): Connection {
    return connectionFromJson(this.#read('connection.json'));
  }

  set connection(connection: Connection) {
    this.#write('connection.json', JSON.stringify(connection));
  }

  get source(): Source {
    // What earlier versions called it, until it is written again.
    const name = existsSync(this.#path(SOURCE)) ? SOURCE : 'directory.json';
    return sourceFromJson(JSON.parse(this.#read(name)));
  }

  set source(source: Source) {
    this.#write(SOURCE, JSON.stringify(sourceToJson(source)));
    rmSync(this.#path('directory.json'), { force: true });
  }

  get job(): Job {
    return jobFromJson(this.#read('job.json'));
  }

  set job(job: Job) {
    this.#write('job.json', JSON.stringify(jobToJson(job)));
  }

  get identityProvider(): IdentityProvider {
    return JSON.parse(this.#read(IDENTITY_PROVIDER)) as IdentityProvider;
  }

  set identityProvider(provider: IdentityProvider) {
    this.#write(IDENTITY_PROVIDER, JSON.stringify(provider));
  }

  append(entries: readonly ProvisioningObjectSummary[]): void {
    if (entries.length === 0) return;
    const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    appendFileSync(this.#path('logs.ndjson'), lines, { mode: 0o600 });
  }

  clearLogs(): void {
    this.#write('logs.ndjson', '');
  }

  async *logs(): AsyncGenerator<ProvisioningObjectSummary> {
    const path = this.#path('logs.ndjson');
    if (!existsSync(path)) return;
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      // A line that was cut off by a kill is no entry.
      if (line.endsWith('}')) yield JSON.parse(line) as ProvisioningObjectSummary;
    }
  }

  #path(name: string): string {
    return join(this.folder, name);
  }

  #read(name: string): string {
    try {
      return readFileSync(this.#path(name), 'utf8');
    } catch {
      throw new UsageError(`there is no simulator in ${this.folder}: run \`entra-simulator init\` first`);
    }
  }

  #write(name: string, text: string): void {
    const half = this.#path(`${name}.new`);
    const file = openSync(half, 'w', 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(half, this.#path(name));
  }
}
