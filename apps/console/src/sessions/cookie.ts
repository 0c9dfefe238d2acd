import { ABSOLUTE_SECONDS } from './session.js';
import { LINK_SECONDS } from './setup-link.js';

/** How a cookie of ours is called where, and what it says. */
export interface OwnCookie {
  readonly name: string;
  /** The header that sets it. */
  readonly set: (token: string) => string;
  /** The header that takes it away. */
  readonly end: string;
  /** What the request brings. Undefined: none, or several, of which one may be somebody else's. */
  readonly read: (header: string | undefined) => string | undefined;
}

/** Who is signed in. */
export function sessionCookie(consoleUrl: string): OwnCookie {
  return ownCookie(consoleUrl, 'rollcall', ABSOLUTE_SECONDS);
}

/** Which browser it is that is about to sign in: as long as a setup link may wait for it. */
export function browserCookie(consoleUrl: string): OwnCookie {
  return ownCookie(consoleUrl, 'rollcall-browser', LINK_SECONDS);
}

/** Plain http is for the machine itself, where browsers keep no `__Host-` cookie; everywhere else it is `Secure`. */
function ownCookie(consoleUrl: string, bare: string, seconds: number): OwnCookie {
  const isPlain = isLoopback(consoleUrl);
  const name = isPlain ? bare : `__Host-${bare}`;
  const rules = `; Path=/; HttpOnly; SameSite=Lax${isPlain ? '' : '; Secure'}`;
  return {
    name,
    set: (token) => `${name}=${token}; Max-Age=${seconds}${rules}`,
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

export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > MOST_HEADER) return undefined;
  const found = header.split(';').flatMap((pair) => {
    const [key = '', value = ''] = pair.split('=', 2);
    return key.trim() === name ? [value.trim()] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}
