import { randomBytes } from 'node:crypto';

/** Names that nobody else has and that say where they come from, should one ever be left behind. */
export class Names {
  readonly #domain: string;
  readonly prefix: string;
  #count = 0;

  constructor(domain: string, run = randomBytes(4).toString('hex')) {
    this.#domain = domain;
    this.prefix = `scim-conformance-${run}`;
  }

  next(what: string): string {
    this.#count += 1;
    return `${this.prefix}-${what}-${this.#count}@${this.#domain}`;
  }
}
