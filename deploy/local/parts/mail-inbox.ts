import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HOST } from './ports.js';
import { projectRoot } from './project-root.js';
import { orStopped } from './or-stopped.js';
import { SupervisedProcess, type Supervision } from './supervised-process.js';
import { waitUntil } from './wait-until.js';

export interface MailInboxOptions extends Supervision {
  /** A folder of its own, where the mails are kept. */
  readonly dir: string;
  readonly smtpPort: number;
  readonly webPort: number;
  readonly onLine?: (line: string) => void;
}

export interface ReceivedMail {
  readonly id: string;
  readonly subject: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly messageId: string | undefined;
  readonly text: string;
  readonly html: string;
}

// Measured: 1 s of processor time; on a busy machine that starts two constellations at once, more than 15 s.
const READY_WITHIN_MS = 60_000;

/** A mail server that keeps what it gets, with a page to read it on (maildev). Needs the build: it runs from `dist`. */
export class MailInbox {
  readonly #options: MailInboxOptions;
  /** The page. */
  readonly url: string;
  readonly smtpUrl: string;
  readonly #process: SupervisedProcess;

  private constructor(options: MailInboxOptions) {
    this.#options = options;
    this.url = `http://${HOST}:${options.webPort}`;
    this.smtpUrl = `smtp://${HOST}:${options.smtpPort}`;
    this.#process = new SupervisedProcess(
      {
        name: 'mail',
        command: process.execPath,
        // 116 MB instead of 160: it has little to do.
        args: [
          '--max-old-space-size=96',
          '--max-semi-space-size=1',
          '--optimize-for-size',
          join(projectRoot(), 'dist', 'deploy', 'local', 'inbox.js'),
        ],
        env: {
          PATH: process.env.PATH,
          NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
          SMTP_PORT: String(options.smtpPort),
          WEB_PORT: String(options.webPort),
          MAIL_DIR: options.dir,
        },
        stopWithin: 3_000,
        ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
      },
      options,
    );
  }

  /** Starts it and waits until the page is served (60 s). */
  static async start(options: MailInboxOptions): Promise<MailInbox> {
    await mkdir(options.dir, { recursive: true, mode: 0o700 });
    const inbox = new MailInbox(options);
    return orStopped(inbox, () => inbox.restart());
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  async restart(): Promise<void> {
    this.#process.start();
    await waitUntil(async () => (await fetch(`${this.url}/api/healthz`)).ok, {
      what: `the mail inbox to answer at ${this.url}`,
      timeout: READY_WITHIN_MS,
      hopeless: () => this.#process.epitaph,
    });
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }

  /** Every mail that it holds, the oldest first. */
  async mails(): Promise<ReceivedMail[]> {
    const answer = await fetch(`${this.url}/api/email`);
    const mails: unknown = await answer.json();
    if (!Array.isArray(mails)) throw new Error(`the mail inbox answered ${answer.status}`);
    return Promise.all(
      mails.map(decodeMail).map(async (mail) => ({ ...mail, messageId: await this.#messageId(mail.id) })),
    );
  }

  /** maildev parses the header and does not pass it on (3.0.0); the mail as it came is in its folder. */
  async #messageId(id: string): Promise<string | undefined> {
    const source = await readFile(join(this.#options.dir, `${id}.eml`), 'utf8');
    return /^message-id:\s*(\S+)/im.exec(source)?.[1];
  }

  async clear(): Promise<void> {
    await fetch(`${this.url}/api/email/all`, { method: 'DELETE' });
  }
}

function decodeMail(mail: unknown): Omit<ReceivedMail, 'messageId'> {
  const fields = new Map(Object.entries(typeof mail === 'object' && mail !== null ? mail : {}));
  const text = (name: string): string => {
    const value: unknown = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    id: text('id'),
    subject: text('subject'),
    from: addresses(fields.get('from')),
    to: addresses(fields.get('to')),
    text: text('text'),
    html: text('html'),
  };
}

function addresses(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'address' in entry ? [String(entry.address)] : [],
  );
}
