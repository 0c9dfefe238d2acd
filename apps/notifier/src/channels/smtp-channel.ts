import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { routedAddress } from '#contracts';
import type { Attempt, Mail, MailChannel } from '../delivery/channel.js';
import { judgeFailure, type Stage } from './judge-failure.js';
import { mimeMessage } from './mime-message.js';
import type { SmtpSettings } from './smtp-settings.js';

export interface SmtpTimeouts {
  readonly connectMs: number;
  /** Silence of the server, in any phase. RFC 5321 §4.5.3.2 allows 10 minutes after DATA; that is for relays. */
  readonly silenceMs: number;
  /** The whole attempt; shorter than the lease, so that nobody else takes the delivery for abandoned. */
  readonly totalMs: number;
}

/** What one attempt of `totalMs` in all allows each part of it. */
export function smtpTimeouts(totalMs: number): SmtpTimeouts {
  return { connectMs: Math.min(10_000, totalMs), silenceMs: Math.min(30_000, totalMs), totalMs };
}

/** One connection per mail: a server that hangs up or refuses one recipient has no say in the next mail. */
export class SmtpChannel implements MailChannel {
  readonly #settings: SmtpSettings;
  readonly #timeouts: SmtpTimeouts;

  constructor(settings: SmtpSettings, timeouts: SmtpTimeouts = smtpTimeouts(60_000)) {
    this.#settings = settings;
    this.#timeouts = timeouts;
  }

  async send(asked: Mail, beforeData: () => Promise<boolean>): Promise<Attempt> {
    const mail = { ...asked, recipient: routedAddress(asked.recipient) };
    let message: Buffer;
    try {
      message = await mimeMessage(mail);
    } catch {
      return { kind: 'refused', permanent: true, because: 'the mail could not be composed' };
    }
    const connection = new SMTPConnection(connectionOptions(this.#settings, this.#timeouts));
    const progress: { stage: Stage } = { stage: 'connecting' };
    const failure = new Promise<never>((_resolve, reject) => connection.on('error', reject));
    const overdue = deadline(this.#timeouts.totalMs);
    try {
      await Promise.race([
        this.#deliver({ connection, mail, message, beforeData, progress }),
        failure,
        overdue.promise,
      ]);
      return { kind: 'accepted' };
    } catch (error) {
      return judgeFailure(error, progress.stage);
    } finally {
      overdue.cancel();
      failure.catch(() => undefined);
      // QUIT after an answer is a courtesy; without one the socket goes at once, so that nothing more is written.
      if (progress.stage === 'answered') connection.quit();
      else connection.close();
    }
  }

  async #deliver(attempt: {
    connection: SMTPConnection;
    mail: Mail;
    message: Buffer;
    beforeData: () => Promise<boolean>;
    progress: { stage: Stage };
  }): Promise<void> {
    const { connection, mail, message, beforeData, progress } = attempt;
    await answer((done) => connection.connect(done));
    const { auth } = this.#settings;
    if (auth !== null) await answer((done) => connection.login({ credentials: auth }, done));
    progress.stage = 'envelope';
    const source = readWhenAsked(message, async () => {
      const mayWrite = await beforeData();
      if (mayWrite) progress.stage = 'data';
      return mayWrite;
    });
    const envelope = { from: envelopeAddress(mail.from), to: [mail.recipient], size: message.length };
    await answer((done) => connection.send(envelope, source, done));
    progress.stage = 'answered';
  }
}

/**
 * The message as a stream that asks before it gives its first byte. nodemailer begins to read it when the server has
 * answered DATA with 354 and not before (its `send` pipes it then), so being asked for a byte is the sign that DATA begins.
 */
function readWhenAsked(message: Buffer, mayBegin: () => Promise<boolean>): Readable {
  let wasAsked = false;
  const source = new Readable({
    read(): void {
      if (wasAsked) return;
      wasAsked = true;
      mayBegin().then(
        (may) => {
          if (!may) return void this.destroy(new Error('the claim was lost before DATA'));
          this.push(message);
          this.push(null);
        },
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  // nodemailer listens only while it sends; an error that comes after the attempt was given up must not end the process.
  source.on('error', () => undefined);
  return source;
}

function connectionOptions(settings: SmtpSettings, timeouts: SmtpTimeouts): SMTPConnection.Options {
  return {
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    requireTLS: settings.startTls === 'required',
    ignoreTLS: settings.startTls === 'never',
    // Taken where it is offered: encrypted is better than not, whoever the server is (RFC 7435 §3).
    ...(settings.startTls === 'opportunistic' && !settings.secure
      ? { opportunisticTLS: true, tls: { rejectUnauthorized: false } }
      : {}),
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    socketTimeout: timeouts.silenceMs,
    // nodemailer's own logger prints addresses: personal data stays out of logs.
    logger: false,
  };
}

/** `Name <address>` or `address`: the address. */
function envelopeAddress(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from;
}

function answer(call: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
}

function deadline(milliseconds: number): { readonly promise: Promise<never>; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
