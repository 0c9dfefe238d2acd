import { CLOUDS } from '../../wire/clouds.js';
import { publicPart } from '../../wire/issuer-documents.js';
import type { Place } from '../place.js';

const CLAIMS =
  'sub iss cloud_instance_name aud exp iat auth_time acr nonce preferred_username name tid ver at_hash c_hash email';

/** As Entra's, which names no method of PKCE though it takes them. */
export function discoveryOf({ base, cloud }: Place): object {
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${base}/v2.0`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    claims_supported: CLAIMS.split(' '),
    cloud_instance_name: new URL(CLOUDS[cloud].authority).hostname.replace('login.', ''),
  };
}

export function keysOf({ base, provider }: Place): { readonly keys: readonly object[] } {
  return { keys: provider.keys.map((key) => ({ ...publicPart(key), x5t: key.kid, issuer: `${base}/v2.0` })) };
}
