import type { IncomingMessage } from 'node:http';
import { MailDev } from 'maildev';

// The mail inbox as a process of its own: SMTP_PORT, WEB_PORT, MAIL_DIR. Everything stays on this machine.
const inbox = new MailDev({
  smtp: Number(process.env.SMTP_PORT),
  web: Number(process.env.WEB_PORT),
  ip: '127.0.0.1',
  webIp: '127.0.0.1',
  mailDirectory: String(process.env.MAIL_DIR),
  maxEmails: 2_000,
  silent: true,
});

const { api } = await inbox.start();
// maildev 3.0.0 serves its page only to a request that accepts text/html, so `curl` gets a 404 at `/`. And its API moved
// from /email to /api/email. Both are put right before its own server sees the request.
api?.server.server.prependListener('request', (request: IncomingMessage) => {
  if (request.method === 'GET' && request.url === '/') request.headers.accept = 'text/html';
  if (request.url?.startsWith('/email') === true) request.url = `/api${request.url}`;
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void inbox.stop().then(() => process.exit(0)));
}
