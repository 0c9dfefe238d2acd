/** A process whose `/readyz` is asked. */
export interface Watched {
  readonly name: string;
  readonly url: string;
}

const MOST = 64;

/**
 * `WATCH_URLS`: base URLs, separated by commas, each with a name before it where host and port say too little:
 * `directory=http://10.0.0.3:7303,http://audit:7304`.
 *
 * @throws Error that says what is wrong with which part
 */
export function watchedProcesses(text: string): readonly Watched[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length > MOST) throw new Error(`WATCH_URLS: at most ${MOST} of them`);
  const all = parts.map(watchedIn);
  const doubled = all.find(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
  if (doubled !== undefined) throw new Error(`WATCH_URLS: ${doubled.name} is there twice`);
  return all;
}

function watchedIn(part: string, index: number): Watched {
  const [, given, address = ''] = /^(?:([\w.-]{1,50})=)?(.*)$/.exec(part) ?? [];
  const wrong = (what: string): Error => new Error(`WATCH_URLS: number ${index + 1} ${what}`);
  if (!URL.canParse(address)) throw wrong('is no URL: a base such as http://directory:7303, or name=http://…');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw wrong('is neither http nor https');
  // It would stand in the mail.
  if (url.username !== '' || url.password !== '') throw wrong('has a user or a password in it');
  const path = url.pathname.replace(/\/(readyz)?$/, '');
  return { name: given ?? url.host, url: `${url.origin}${path}/readyz` };
}
