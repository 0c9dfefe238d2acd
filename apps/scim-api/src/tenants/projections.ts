import { Problem, type Audience } from '#service';

/** Where the operators' API of a projection answers. */
export interface ProjectionAt {
  readonly name: string;
  readonly url: string;
}

/** @throws Error for what is no `name=URL`, with commas between */
export function projectionsAt(setting: string): readonly ProjectionAt[] {
  return setting
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const found = /^([a-z]+)=(https?:\/\/[^\s/]+)\/?$/.exec(part);
      const [, name = '', url = ''] = found ?? [];
      if (found === null) throw new Error(`PROJECTION_URLS: ${part}: write name=http://host:port, with commas between`);
      return { name, url };
    });
}

/** Makes of a token that was let in one for another API, which says the same. @param exports the tenant that is exported with it */
export interface Reissuer {
  issueAgain(token: string, at: { readonly audience: Audience; readonly exports: string | null }): Promise<string>;
}

/** The value of `Authorization` by which a service of this name is asked. */
export type AskAs = (service: string) => Promise<string>;

/** A service that has not answered by then is away. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * What a projection's operators' API answers, asked as whoever asks here; null: it knows of no such thing.
 *
 * @throws Problem 503 with the `service` that did not answer so
 */
export async function askProjection({ name, url }: ProjectionAt, path: string, askAs: AskAs): Promise<object | null> {
  try {
    const authorization = await askAs(name);
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(`${url}/admin${path}`, { headers: { authorization }, signal });
    if (response.status === 404) return null;
    if (response.status !== 200) throw new Error(`${name} answered ${response.status}`);
    return (await response.json()) as object;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it did not answer';
    throw new Problem(503, 'service-away', `${name} could not be asked: ${why}.`, { service: name });
  }
}
