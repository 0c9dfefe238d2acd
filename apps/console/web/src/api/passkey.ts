import { ownApi } from './client.ts';

/** The browser has them, and this address may use them. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

export async function signInByPasskey(): Promise<void> {
  const asked = (await ownApi('POST', '/session/passkey/options', {})) as PublicKeyCredentialRequestOptionsJSON;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked);
  const response = answerOf(await navigator.credentials.get({ publicKey }));
  await ownApi('POST', '/session/passkey', { response });
}

/** What a setup link offers; that it is looked at changes nothing. */
export interface SetupOffer {
  readonly tenant: string;
  readonly roles: readonly string[];
  readonly expiresAt: string;
}

export async function openSetupLink(secret: string): Promise<SetupOffer> {
  return (await ownApi('POST', '/setup/open', { secret })) as SetupOffer;
}

/** Makes the account and its passkey, and signs in. */
export async function setUp(secret: string, name: string): Promise<void> {
  const asked = (await ownApi('POST', '/setup/options', { secret, name })) as PublicKeyCredentialCreationOptionsJSON;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
  const response = answerOf(await navigator.credentials.create({ publicKey }));
  await ownApi('POST', '/setup/finish', { secret, name, response });
}

/** Another passkey for an account that is signed in. */
export async function addPasskey(): Promise<void> {
  const asked = (await ownApi('POST', '/passkeys/options', {})) as PublicKeyCredentialCreationOptionsJSON;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
  const response = answerOf(await navigator.credentials.create({ publicKey }));
  await ownApi('POST', '/passkeys', { response });
}

function answerOf(credential: Credential | null): unknown {
  if (credential instanceof PublicKeyCredential) return credential.toJSON();
  throw new Error('The browser made no passkey.');
}
