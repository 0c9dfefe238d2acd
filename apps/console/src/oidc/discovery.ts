import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { BoundedMap, fetchWithin, type EntraIssuer } from '#service';
import { AwayError } from '../sign-on/way.js';

/** What of Entra's discovery document is used here. */
const Discovered = Type.Object({
  issuer: Type.String({ maxLength: 300 }),
  authorization_endpoint: Type.String({ maxLength: 1_000 }),
  token_endpoint: Type.String({ maxLength: 1_000 }),
  end_session_endpoint: Type.Optional(Type.String({ maxLength: 1_000 })),
  token_endpoint_auth_methods_supported: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
});
const DISCOVERED = Compile(Discovered);
export type Discovered = Readonly<Static<typeof Discovered>>;

type Place = Pick<EntraIssuer, 'authority' | 'issuer'>;

interface Known {
  readonly document: Discovered;
  until: number;
}

const MOST = 1_000;
const FRESH_MS = 3_600_000;
/** While it does not answer, it is asked again so soon. */
const AGAIN_MS = 30_000;
export const BOUNDS = { withinMs: 3_000, mostBytes: 262_144 } as const;

/**
 * Discovery documents of Entra, one for each of its tenants, and one for all: `/organizations` has an issuer that is a template, and
 * libraries resolve it for one cloud alone. Where they are a table in the code says; what they name lies on the same host. The last good one goes on while
 * Entra does not answer.
 */
export class Discoveries {
  readonly #known = new BoundedMap<string, Known>(MOST);
  readonly #readings = new Map<string, Promise<Discovered>>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * @param said who the document has to say that it is of; of `/organizations` it is a template
   * @throws AwayError when it was never read, and cannot be now
   */
  async of(issuer: Place, said: string = issuer.issuer): Promise<Discovered> {
    const known = this.#known.get(issuer.issuer);
    if (known !== undefined && this.#now() < known.until) return known.document;
    try {
      const document = await this.#read(issuer, said);
      this.#known.set(issuer.issuer, { document, until: this.#now() + FRESH_MS });
      return document;
    } catch (error) {
      if (known === undefined) throw new AwayError(error);
      known.until = this.#now() + AGAIN_MS;
      return known.document;
    }
  }

  /** Whoever asks meanwhile waits for the same. */
  #read(issuer: Place, said: string): Promise<Discovered> {
    const reading = this.#readings.get(issuer.issuer);
    if (reading !== undefined) return reading;
    const begun = read(issuer, said).finally(() => this.#readings.delete(issuer.issuer));
    this.#readings.set(issuer.issuer, begun);
    return begun;
  }
}

async function read({ authority, issuer }: Place, said: string): Promise<Discovered> {
  const answer = await fetchWithin(`${issuer}/.well-known/openid-configuration`, {}, BOUNDS);
  const document: unknown = answer.ok ? await answer.json() : undefined;
  if (!DISCOVERED.Check(document)) throw new Error(`the issuer answered ${answer.status}, or no discovery document`);
  if (document.issuer !== said) throw new Error('the discovery document is another issuer’s');
  const { origin } = new URL(authority);
  for (const url of [document.authorization_endpoint, document.token_endpoint, document.end_session_endpoint]) {
    if (url !== undefined && URL.parse(url)?.origin !== origin) throw new Error('an endpoint lies on another host');
  }
  return document;
}
