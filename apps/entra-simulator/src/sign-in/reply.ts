/** What a request was, as far as anybody here asks. */
export interface Asked {
  readonly method: string;
  /** Behind the tenant's address, without a slash before it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly cookie: string | null;
  readonly authorization: string | null;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, content: object): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(content) };
}

export function xml(content: string): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml; charset=utf-8' }, body: content };
}

export function redirect(to: string): Reply {
  return { status: 302, headers: { location: to }, body: '' };
}

export function html(status: number, content: string): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: content };
}

/** With the parameters that have a value behind its own. */
export function withParameters(address: string, parameters: Readonly<Record<string, string | null>>): string {
  const url = new URL(address);
  for (const [name, value] of given(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Those that have a value. */
export function given(parameters: Readonly<Record<string, string | null>>): readonly [string, string][] {
  return Object.entries(parameters).filter((one): one is [string, string] => one[1] !== null);
}
