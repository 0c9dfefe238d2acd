import { isIPv4 } from 'node:net';

/** Where mails are handed over, from `SMTP_URL`: `smtp[s]://[user:password@]host[:port][?tls=required|opportunistic|never]`. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `smtps:`: TLS from the first byte. */
  readonly secure: boolean;
  /**
   * For `smtp:`: `required` refuses a server without STARTTLS and a valid certificate (the default when there are
   * credentials, or the host is not this machine), `never` does not ask (a local inbox), `opportunistic` takes it if the
   * server has it.
   */
  readonly startTls: 'required' | 'opportunistic' | 'never';
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

/** @throws Error that says what the URL may be, and never repeats it: it may hold a password */
export function smtpSettings(text: string): SmtpSettings {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('SMTP_URL: smtp[s]://[user:password@]host[:port][?tls=required|opportunistic|never]');
  }
  const secure = url.protocol === 'smtps:';
  const auth =
    url.username === '' ? null : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    startTls: startTls(url.searchParams.get('tls'), auth !== null || !isLoopback(host)),
    auth,
  };
}

function startTls(asked: string | null, mustHide: boolean): SmtpSettings['startTls'] {
  switch (asked) {
    case null:
      return mustHide ? 'required' : 'opportunistic';
    case 'required':
    case 'opportunistic':
    case 'never':
      return asked;
    default:
      throw new Error('SMTP_URL: tls is required, opportunistic or never');
  }
}

/** By what it is called, not by what a name server says of it. The scheme is not a web one: the URL keeps its case. */
function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost)\.?$/i.test(host) || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
