import type { EntraClouds } from '#service';
import type { SamlSettings } from '../sign-on/settings.js';
import { entraAddresses, type OwnAddresses } from './addresses.js';
import { tidOf } from './peek.js';
import type { Reading } from './message-turns.js';
import { isSignedQuery, readLogoutRequest, type LogoutRequest } from './read-logout.js';
import type { IdpMetadata } from './read-metadata.js';
import { insist } from './saml-fault.js';
import { deflated, logoutResponse, newMessageId, redirectTo } from './write-message.js';

export interface LogoutOptions {
  readonly own: OwnAddresses;
  readonly clouds: EntraClouds;
  readonly settingsOf: (tenantId: string) => Promise<SamlSettings | null>;
  readonly tenantsOf: (tid: string) => Promise<readonly string[]>;
  readonly metadata: { of(tenantId: string, settings: SamlSettings): Promise<IdpMetadata | null> };
  readonly now?: () => Date;
}

/** Of whom Entra says that they sign out. */
export interface Leaving {
  readonly request: LogoutRequest;
  /** Of Entra. */
  readonly tid: string;
  /** Of ours, whose application has signed it. */
  readonly signedFor: readonly string[];
  /** Of ours that it may be about, if it was not signed: then it ends what the browser itself brings, and no more. */
  readonly unsignedFor: readonly string[];
  /** Where the browser goes on to, which is Entra. */
  readonly backTo: string;
}

const MOST_RELAY = 1_000;

/**
 * A request of Entra by an address. Anybody can write one: it is believed where one of the tenant's certificates has signed it.
 *
 * @returns null: it is of no tenant of Entra that anybody here has @throws SamlRefused
 */
export async function judgeLogout(query: string, options: LogoutOptions, read: Reading): Promise<Leaving | null> {
  const { own, settingsOf, tenantsOf, now = () => new Date() } = options;
  const sent = new URLSearchParams(query);
  const message = sent.get('SAMLRequest');
  insist(message !== null, 'not-a-response');
  const request = await read(() => readLogoutRequest(message, { logoutUrl: own.logoutUrl, now: now() }));
  const tid = tidOf(request.issuer);
  const [signedFor, unsignedFor]: [string[], string[]] = [[], []];
  let place: SamlSettings | null = null;
  for (const tenantId of tid === undefined ? [] : await tenantsOf(tid)) {
    const settings = await settingsOf(tenantId);
    if (settings === null) continue;
    place ??= settings;
    const isSigned = await isSignedFor(tenantId, settings, { query, options });
    (isSigned ? signedFor : unsignedFor).push(tenantId);
  }
  if (tid === undefined || place === null) return null;
  return {
    request,
    tid,
    signedFor,
    unsignedFor,
    backTo: answerTo(request, place, { options, relay: sent.get('RelayState') }),
  };
}

async function isSignedFor(
  tenantId: string,
  settings: SamlSettings,
  { query, options }: { readonly query: string; readonly options: LogoutOptions },
): Promise<boolean> {
  const { metadata, now = () => new Date() } = options;
  const known = await metadata.of(tenantId, settings);
  return known !== null && isSignedQuery(query, known.certificates, now());
}

function answerTo(
  { id }: LogoutRequest,
  place: SamlSettings,
  { options, relay }: { readonly options: LogoutOptions; readonly relay: string | null },
): string {
  const { own, clouds, now = () => new Date() } = options;
  const { logoutUrl: destination } = entraAddresses(clouds, place);
  const { entityId } = own;
  const answer = logoutResponse({ id: newMessageId(), at: now(), entityId, destination, inResponseTo: id });
  const kept = relay === null || relay.length > MOST_RELAY ? {} : { RelayState: relay };
  return redirectTo(destination, { SAMLResponse: deflated(answer), ...kept });
}
