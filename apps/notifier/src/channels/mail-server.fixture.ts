import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/**
 * What the server does with one message: takes it, refuses it at RCPT or after DATA with a code, takes it and dies before
 * the answer (`lose-answer`), takes it and never answers (`hang`), or does not even answer RCPT (`hang-at-recipient`).
 */
export type Behaviour =
  | { readonly kind: 'accept' | 'lose-answer' | 'hang' | 'hang-at-recipient' }
  | { readonly kind: 'refuse-recipient' | 'refuse-message'; readonly code: number };

export interface ReceivedMail {
  readonly recipient: string;
  readonly mail: ParsedMail;
  readonly raw: string;
}

/** A real SMTP server that does as it is told; `behave` sees the recipient and which message for it this is, from 1. */
export class MailServer {
  readonly #server: SMTPServer;
  /** Messages that the server has taken responsibility for, whether or not it could say so. */
  readonly taken: ReceivedMail[] = [];
  behave: (recipient: string, nth: number) => Behaviour = () => ({ kind: 'accept' });
  readonly #counts = new Map<string, number>();

  private constructor(
    server: SMTPServer,
    readonly port: number,
  ) {
    this.#server = server;
  }

  static async start(
    options: { readonly port?: number; readonly auth?: { user: string; pass: string } } = {},
  ): Promise<MailServer> {
    const holder: { mails?: MailServer } = {};
    const { auth } = options;
    const server = new SMTPServer({
      authOptional: auth === undefined,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 100,
      onAuth: (given, _session, done) => {
        if (given.username === auth?.user && given.password === auth?.pass) done(null, { user: given.username });
        else done(coded(535, 'no such credentials'));
      },
      onRcptTo: ({ address }, _session, done) => {
        const behaviour = holder.mails === undefined ? undefined : holder.mails.#next(address);
        if (behaviour?.kind === 'hang-at-recipient') return;
        done(behaviour?.kind === 'refuse-recipient' ? coded(behaviour.code, `<${address}> refused`) : null);
      },
      onData: (stream, session, done) => {
        const recipient = session.envelope.rcptTo[0]?.address ?? '';
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.once('end', () => {
          if (holder.mails === undefined) return;
          void holder.mails.#take({ recipient, raw: Buffer.concat(chunks).toString(), done });
        });
      },
    });
    server.on('error', () => undefined);
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server.server, 'listening');
    const mails = new MailServer(server, (server.server.address() as AddressInfo).port);
    holder.mails = mails;
    return mails;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}?tls=never`;
  }

  to(recipient: string): readonly ReceivedMail[] {
    return this.taken.filter((mail) => mail.recipient === recipient);
  }

  stop(): Promise<void> {
    this.dropConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  dropConnections(): void {
    for (const { _socket: socket } of this.#server.connections) socket.destroy();
  }

  #behaviours = new Map<string, Behaviour>();

  #next(recipient: string): Behaviour {
    const nth = (this.#counts.get(recipient) ?? 0) + 1;
    this.#counts.set(recipient, nth);
    const behaviour = this.behave(recipient, nth);
    this.#behaviours.set(recipient, behaviour);
    return behaviour;
  }

  async #take(message: { recipient: string; raw: string; done: (error?: Error | null) => void }): Promise<void> {
    const { recipient, raw, done } = message;
    const behaviour = this.#behaviours.get(recipient) ?? { kind: 'accept' };
    if (behaviour.kind === 'refuse-message') {
      done(coded(behaviour.code, `<${recipient}> refused`));
      return;
    }
    this.taken.push({ recipient, raw, mail: await simpleParser(raw) });
    if (behaviour.kind === 'hang') return;
    if (behaviour.kind === 'lose-answer') this.dropConnections();
    else done();
  }
}

function coded(responseCode: number, text: string): Error {
  return Object.assign(new Error(`${Math.floor(responseCode / 100)}.1.1 ${text}`), { responseCode });
}
