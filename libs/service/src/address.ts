/** As nearly all are. */
const PLAIN = /^(?:\/[\w.~-]+)+(?:\?|$)/;

/**
 * The address that a request names, as routes are written: without host, with one slash where several are and none at the
 * end. RFC 3986 §6.2.3 calls none of them equal, but a client that builds addresses from parts means one thing by all.
 */
export function plainAddress(url: string): string {
  if (PLAIN.test(url)) return url;
  // RFC 9112 §3.2.2: a client may send the address with its host.
  const [path, query] = splitAtQuery(url.replace(/^https?:\/\/[^/?#]*/i, ''));
  const plain = `/${path.split('/').filter(Boolean).join('/')}`;
  return query === undefined ? routable(plain) : `${routable(plain)}?${query}`;
}

/** Whether every escape of the address, its query included, is UTF-8 (RFC 3986 §2.1 and §2.5). */
export function isReadableAddress(url: string): boolean {
  return isDecodable(url);
}

function splitAtQuery(url: string): readonly [path: string, query?: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

/** The router answers what it cannot decode by itself, unseen by credential and log: so it gets the text as it is. */
function routable(path: string): string {
  return isDecodable(path) ? path : path.replaceAll('%', '%25');
}

function isDecodable(text: string): boolean {
  if (!text.includes('%')) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
