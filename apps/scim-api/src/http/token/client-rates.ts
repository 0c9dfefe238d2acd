import { BoundedMap, ReaderRates, type ReaderRate, type ReaderRatesOptions } from '#service';
import { hashSecret } from '../../tenants/secret.js';
import type { TokenRequest } from '../../tenants/token-request.js';

/** Who asks once for each of its own requests finds these too few: a token is to be kept until it ends. */
export const TOKENS_OF_CLIENT: ReaderRate = { perSecond: 20, burst: 60 };
/** All clients of a tenant share the endpoint's two connections of the database with everybody's. */
export const TOKENS_OF_TENANT: ReaderRate = { perSecond: 30, burst: 100 };
/** The one that was let in longest ago makes room: it is known again when it has been looked up. */
export const MAX_CLIENTS_KNOWN = 10_000;

type Asked = Pick<TokenRequest, 'clientId' | 'proof'>;

interface Client {
  readonly tenantId: string;
  readonly readerId: string;
}

/**
 * What right clients may ask of the token endpoint. By the proof alone who is beyond it is refused before anything is looked
 * up; nobody else can send that proof, so that no guess takes anything from anybody.
 */
export class ClientRates {
  readonly #ofClient: ReaderRates;
  readonly #ofTenant: ReaderRates;
  readonly #known = new BoundedMap<string, Client>(MAX_CLIENTS_KNOWN);

  constructor(options: Omit<ReaderRatesOptions, 'rate'> = {}) {
    this.#ofClient = new ReaderRates({ ...options, rate: TOKENS_OF_CLIENT });
    this.#ofTenant = new ReaderRates({ ...options, rate: TOKENS_OF_TENANT });
  }

  /** @returns whether the same proof let somebody in before, who was charged @throws RateExceeded */
  async chargeKnown(asked: Asked): Promise<boolean> {
    const client = this.#known.get(keyOf(asked));
    if (client === undefined) return false;
    await this.#charge(client);
    return true;
  }

  /** The proof was right. @throws RateExceeded */
  async charge(asked: Asked, client: Client): Promise<void> {
    this.#known.set(keyOf(asked), client);
    await this.#charge(client);
  }

  /** The proof is right no more: who goes on sending it takes nothing from the tenant. */
  forget(asked: Asked): void {
    this.#known.delete(keyOf(asked));
  }

  async #charge(client: Client): Promise<void> {
    await this.#ofClient.charge(client);
    await this.#ofTenant.charge({ tenantId: client.tenantId, readerId: '' });
  }
}

function keyOf({ clientId, proof }: Asked): string {
  const sent = proof.method === 'clientSecret' ? proof.secret : proof.assertion;
  return hashSecret(`${clientId.toLowerCase()}\n${sent}`).toString('base64url');
}
