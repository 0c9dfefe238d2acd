import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Mail } from '../delivery/channel.js';
import { MailServer } from './mail-server.fixture.js';
import { SmtpChannel } from './smtp-channel.js';
import { smtpSettings } from './smtp-settings.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

const MAIL: Mail = {
  messageId: '<some-id@rollcall.example>',
  from: 'Rollcall <no-reply@rollcall.example>',
  recipient: 'boss@example.com',
  subject: 'Åsa joins your team\r\nBcc: all@example.com',
  text: 'Hello\n.\nBye',
  html: '<p>Hello</p>',
};

// A machine that is busy answers late.
const PATIENT = { connectMs: 10_000, silenceMs: 10_000, totalMs: 30_000 };

let server: MailServer;
let channel: SmtpChannel;
beforeEach(async () => {
  server = await MailServer.start();
  channel = new SmtpChannel(smtpSettings(server.url), PATIENT);
});
afterEach(() => server.stop());

/** What is said to a server that takes everything, and knows no extension: a test server's own parser would write the domain anew. */
async function saidFor(mail: Mail): Promise<readonly string[]> {
  const lines: string[] = [];
  const plain = createServer((socket) => {
    socket.setEncoding('utf8').write('220 plain\r\n');
    socket.on('data', (text: Buffer | string) => {
      const said = String(text).split('\r\n');
      lines.push(...said);
      const last = said.findLast((line) => line !== '') ?? '';
      if (last === 'DATA') socket.write('354 go on\r\n');
      else if (last === '.' || /^(EHLO|MAIL|RCPT) /.test(last)) socket.write('250 yes\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const { port } = plain.address() as AddressInfo; // A listening server of TCP has such an address.
  const to = new SmtpChannel(smtpSettings(`smtp://127.0.0.1:${port}?tls=never`), PATIENT);
  expect(await to.send(mail, yes)).toEqual({ kind: 'accepted' });
  plain.close();
  return lines;
}

describe('an SMTP attempt', () => {
  it('is accepted when the server takes the message, whole and with the headers it was given', async () => {
    expect(await channel.send(MAIL, yes)).toEqual({ kind: 'accepted' });
    const [received] = server.taken;
    expect(received?.mail.messageId).toBe(MAIL.messageId);
    expect(received?.mail.text?.trim()).toBe('Hello\n.\nBye');
    expect(received?.mail.html).toContain('<p>Hello</p>');
    expect(received?.mail.bcc).toBeUndefined();
    expect(received?.mail.subject).toContain('Åsa joins your team');
    expect(received?.mail.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('goes to the domain that is compared: in ASCII, whatever a mail server would make of its letters', async () => {
    const said = await saidFor({ ...MAIL, recipient: 'Boss@Straße.example' });
    expect(said.filter((line) => /^(RCPT|To:)/.test(line))).toEqual([
      'RCPT TO:<Boss@xn--strae-oqa.example>',
      'To: Boss@xn--strae-oqa.example',
    ]);
  });

  it('gives nothing to a server without STARTTLS where TLS is required', async () => {
    const settings = smtpSettings(server.url.replace('tls=never', 'tls=required'));
    expect(await new SmtpChannel(settings, PATIENT).send(MAIL, yes)).toMatchObject({ kind: 'unsent' });
    expect(server.taken).toHaveLength(0);
  });

  it('asks before the first byte of the message, and not before the server is ready for it', async () => {
    let asked = 0;
    server.behave = () => ({ kind: 'refuse-recipient', code: 550 });
    await channel.send(MAIL, async () => (asked += 1) > 0);
    expect(asked).toBe(0);
    server.behave = () => ({ kind: 'accept' });
    await channel.send(MAIL, async () => {
      expect(server.taken).toHaveLength(0);
      return (asked += 1) > 0;
    });
    expect(asked).toBe(1);
  });

  it.each([
    ['gives no leave', async () => false],
    ['fails', () => Promise.reject(new Error('the database is away'))],
  ])('writes nothing when what it asks %s', async (_what, beforeData) => {
    expect(await channel.send(MAIL, beforeData)).toMatchObject({ kind: 'unsent' });
    expect(await channel.send({ ...MAIL, recipient: 'other@example.com' }, yes)).toEqual({ kind: 'accepted' });
    expect(server.taken.map(({ recipient }) => recipient)).toEqual(['other@example.com']);
  });

  it.each([
    ['refuse-recipient', 450, false],
    ['refuse-recipient', 550, true],
    ['refuse-message', 451, false],
    ['refuse-message', 554, true],
  ] as const)('is refused when the server says so: %s with %d', async (kind, code, permanent) => {
    server.behave = () => ({ kind, code });
    const attempt = await channel.send(MAIL, yes);
    expect(attempt).toMatchObject({ kind: 'refused', permanent });
    expect(JSON.stringify(attempt)).toContain(String(code));
    expect(JSON.stringify(attempt)).not.toContain('boss@example.com');
  });

  it('is cut off when the answer to the message is lost', async () => {
    server.behave = () => ({ kind: 'lose-answer' });
    expect(await channel.send(MAIL, yes)).toMatchObject({ kind: 'cut-off' });
    expect(server.taken).toHaveLength(1);
  });

  it('is cut off when the answer to the message does not come', async () => {
    server.behave = () => ({ kind: 'hang' });
    const hasty = new SmtpChannel(smtpSettings(server.url), { ...PATIENT, silenceMs: 400 });
    expect(await hasty.send(MAIL, yes)).toMatchObject({ kind: 'cut-off' });
  });

  it('is unsent when nobody listens', async () => {
    await server.stop();
    expect(await channel.send(MAIL, yes)).toMatchObject({
      kind: 'unsent',
      because: expect.stringContaining('REFUSED'),
    });
  });

  it('is unsent when the credentials are refused: that is no word about the recipient', async () => {
    const strict = await MailServer.start({ auth: { user: 'rollcall', pass: 'right' } });
    const url = (pass: string) => `smtp://rollcall:${pass}@127.0.0.1:${strict.port}?tls=never`;
    expect(await new SmtpChannel(smtpSettings(url('wrong'))).send(MAIL, yes)).toMatchObject({ kind: 'unsent' });
    expect(await new SmtpChannel(smtpSettings(url('right'))).send(MAIL, yes)).toEqual({ kind: 'accepted' });
    await strict.stop();
  });

  it('is unsent to a server without TLS when TLS is required', async () => {
    const settings = smtpSettings(`smtp://127.0.0.1:${server.port}?tls=required`);
    expect(await new SmtpChannel(settings).send(MAIL, yes)).toMatchObject({ kind: 'unsent' });
  });
});

async function yes(): Promise<boolean> {
  return true;
}
