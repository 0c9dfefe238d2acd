/** Where mails are handed over, from `SMTP_URL`: `smtp[s]://[user:password@]host[:port][?tls=required|never]`. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `smtps:`: TLS from the first byte. */
  readonly secure: boolean;
  /**
   * For `smtp:`: `required` refuses a server without STARTTLS (the default when there are credentials), `never` does not
   * ask (a local inbox), `offered` takes it if the server has it.
   */
  readonly startTls: 'required' | 'offered' | 'never';
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

/** @throws Error that says what the URL may be, and never repeats it: it may hold a password */
export function smtpSettings(text: string): SmtpSettings {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('SMTP_URL: smtp[s]://[user:password@]host[:port][?tls=required|never]');
  }
  const secure = url.protocol === 'smtps:';
  const auth =
    url.username === '' ? null : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    startTls: startTls(url.searchParams.get('tls'), auth !== null),
    auth,
  };
}

function startTls(asked: string | null, hasCredentials: boolean): SmtpSettings['startTls'] {
  switch (asked) {
    case null:
      return hasCredentials ? 'required' : 'offered';
    case 'required':
    case 'never':
      return asked;
    default:
      throw new Error('SMTP_URL: tls is required or never');
  }
}
