import { ABSOLUTE_SECONDS } from './session.js';

/** How the cookie is called where, and what it says. */
export interface SessionCookie {
  readonly name: string;
  /** The header that sets it. */
  readonly set: (token: string) => string;
  /** The header that takes it away. */
  readonly end: string;
  /** What the request brings. Undefined: none, or several, of which one may be somebody else's. */
  readonly read: (header: string | undefined) => string | undefined;
}

/** Plain http is for the machine itself, where browsers keep no `__Host-` cookie; everywhere else it is `Secure`. */
export function sessionCookie(consoleUrl: string): SessionCookie {
  const isPlain = isLoopback(consoleUrl);
  const name = isPlain ? 'rollcall' : '__Host-rollcall';
  const rules = `; Path=/; HttpOnly; SameSite=Lax${isPlain ? '' : '; Secure'}`;
  return {
    name,
    set: (token) => `${name}=${token}; Max-Age=${ABSOLUTE_SECONDS}${rules}`,
    end: `${name}=; Max-Age=0${rules}`,
    read: (header) => readCookie(header, name),
  };
}

/** http on the machine itself. */
export function isLoopback(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname));
}

const MOST_HEADER = 8_192;

function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > MOST_HEADER) return undefined;
  const found = header.split(';').flatMap((pair) => {
    const [key = '', value = ''] = pair.split('=', 2);
    return key.trim() === name ? [value.trim()] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}
