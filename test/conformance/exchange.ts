/** One request and its answer, as a report shows them: without the token, and of a size that can be read. */
export interface Exchange {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  } | null;
  /** Why there is no answer. */
  readonly failure?: string;
  readonly milliseconds: number;
}

export const MAX_SHOWN_BODY = 4_000;
const MAX_SHOWN_HEADER = 500;
const HIDDEN = '[redacted]';

/** The exchange without any of the secrets, wherever they stand: a target may well echo them. */
export function presentable(exchange: Exchange, secrets: readonly string[]): Exchange {
  const hide = hideAll(secrets);
  const { request, response, failure } = exchange;
  return {
    ...exchange,
    request: {
      ...request,
      url: hide(request.url),
      headers: mapHeaders(request.headers, hide),
      body: request.body === null ? null : shorten(hide(request.body)),
    },
    response: response && {
      ...response,
      headers: mapHeaders(response.headers, hide),
      body: response.body === null ? null : shorten(hide(response.body)),
    },
    ...(failure === undefined ? {} : { failure: hide(failure) }),
  };
}

export function hideAll(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
}

function mapHeaders(headers: Readonly<Record<string, string>>, hide: (text: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (name === 'authorization') return [name, value.replace(/^(\S+) .*$/s, `$1 ${HIDDEN}`)];
      return [name, hide(value).slice(0, MAX_SHOWN_HEADER)];
    }),
  );
}

function shorten(text: string): string {
  if (text.length <= MAX_SHOWN_BODY) return text;
  return `${text.slice(0, MAX_SHOWN_BODY)}… (${text.length - MAX_SHOWN_BODY} more characters)`;
}
