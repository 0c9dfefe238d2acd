import { BoundedMap } from './bounded-map.js';
import type { EntraIssuer } from './entra-clouds.js';
import { memoryKeyCache } from './key-cache.js';
import { KeySet } from './key-set.js';
import type { Logger } from './log.js';

/** Tenants of Entra whose keys are held at once. */
const MOST = 1_000;

/** The keys of tenants of Entra, by where they are: of those alone that a setting names. */
export class EntraKeys {
  readonly #sets = new BoundedMap<string, KeySet>(MOST);
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  of({ keysUrl: url }: Pick<EntraIssuer, 'keysUrl'>): KeySet {
    const known = this.#sets.get(url);
    if (known !== undefined) return known;
    const made = new KeySet({ url, cache: memoryKeyCache(), logger: this.#logger, asksAnew: true });
    this.#sets.set(url, made);
    return made;
  }
}
