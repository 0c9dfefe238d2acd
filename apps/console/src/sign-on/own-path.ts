const MOST = 2_000;
/** A slash or a backslash, as it is or in other clothes, where the path could become a host's name. */
const DISGUISED = /%(25)*(2f|5c)/i;
// What browsers leave out of an address: a tab between two slashes is two slashes.
const CONTROL = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029\\]|%(25)*(0[0-9a-f]|1[0-9a-f]|7f)/i;
const NO_PAGES = /^\/(api|sso|assets)(\/|$)/;

/** Where somebody goes after signing in, if that is a page of ours; else the first page. */
export function ownPath(to: string | undefined): string {
  if (to === undefined || to.length > MOST || !to.startsWith('/') || CONTROL.test(to)) return '/';
  const [path = ''] = to.split(/[?#]/, 1);
  if (DISGUISED.test(path) || NO_PAGES.test(path)) return '/';
  const url = URL.parse(to, 'http://console.invalid');
  if (url?.origin !== 'http://console.invalid' || url.pathname.startsWith('//')) return '/';
  const own = url.pathname + url.search + url.hash;
  // It goes along in a cookie, and what is not ASCII has become longer.
  return own.length > MOST ? '/' : own;
}
