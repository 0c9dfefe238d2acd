import type { EntraClouds } from '#service';
import type { Going } from '../sign-on/login-state.js';
import type { SignOn } from '../sign-on/settings.js';
import type { Leaving, Way } from '../sign-on/way.js';
import { entraAddresses, type OwnAddresses } from './addresses.js';
import { authnRequest, deflated, newMessageId, redirectTo } from './write-message.js';

/** To Entra by SAML: an AuthnRequest in the address, not signed, for which Entra answers at the registered address alone. */
export class SamlWay implements Way {
  readonly #clouds: EntraClouds;
  readonly #own: OwnAddresses;

  constructor(clouds: EntraClouds, own: OwnAddresses) {
    this.#clouds = clouds;
    this.#own = own;
  }

  leave({ saml }: SignOn, { purpose }: Going): Promise<Leaving> {
    if (saml === null) throw new Error('SAML is not set up for this tenant');
    const { signInUrl } = entraAddresses(this.#clouds, saml);
    const requestId = newMessageId();
    const { entityId, acsUrl } = this.#own;
    const isForced = purpose !== 'sign-in';
    const request = authnRequest({ id: requestId, at: new Date(), entityId, acsUrl, destination: signInUrl, isForced });
    const url = redirectTo(signInUrl, { SAMLRequest: deflated(request) });
    return Promise.resolve({ url, secrets: { method: 'saml', requestId } });
  }
}
