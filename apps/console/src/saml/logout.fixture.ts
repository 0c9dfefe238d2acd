import { createSign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { Signer } from './certificate.fixture.js';
import { ASSERTION_NS, PROTOCOL_NS } from './xml.js';

export interface SaidOfLogout {
  readonly issuer: string;
  readonly nameId: string;
  readonly destination?: string;
  readonly sessionIndex?: string;
  readonly at?: Date;
  readonly relayState?: string;
}

/** Entra's, by an address. @param by null: it is not signed @returns the query */
export function logoutQuery(said: SaidOfLogout, by: Signer | null, algorithm = 'rsa-sha256'): string {
  const { issuer, nameId, destination, sessionIndex, at = new Date(), relayState } = said;
  const place = destination === undefined ? '' : ` Destination="${destination}"`;
  const index = sessionIndex === undefined ? '' : `<samlp:SessionIndex>${sessionIndex}</samlp:SessionIndex>`;
  const xml =
    `<samlp:LogoutRequest xmlns:samlp="${PROTOCOL_NS}" ID="_logout" Version="2.0" IssueInstant="${at.toISOString()}"${place}>` +
    `<Issuer xmlns="${ASSERTION_NS}">${issuer}</Issuer><NameID xmlns="${ASSERTION_NS}">${nameId}</NameID>${index}</samlp:LogoutRequest>`;
  const parameters = [
    ['SAMLRequest', deflateRawSync(xml).toString('base64')],
    ...(relayState === undefined ? [] : [['RelayState', relayState]]),
    ...(by === null ? [] : [['SigAlg', `http://www.w3.org/2001/04/xmldsig-more#${algorithm}`]]),
  ];
  const query = parameters.map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
  if (by === null) return query;
  const signature = createSign(algorithm.replace('rsa-', '')).update(query).sign(by.privateKey, 'base64');
  return `${query}&Signature=${encodeURIComponent(signature)}`;
}
