import { randomUUID } from 'node:crypto';

/** What Entra answers when it does not do what it was asked: its code, the error of OAuth 2.0, its words with places for what they are about. */
const TABLE = {
  50011: [
    'invalid_request',
    "The {0} '{1}' specified in the request does not match the {0}s configured for the application '{2}'. Make sure the {0} sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this.",
  ],
  50034: [
    'invalid_grant',
    'The user account {0} does not exist in the {1} directory. To sign into this application, the account must be added to the directory.',
  ],
  50057: ['invalid_grant', 'The user account is disabled.'],
  50058: [
    'login_required',
    'A silent sign-in request was sent but no user is signed in. The cookies used to represent the user’s session were not sent in the request to Microsoft Entra ID.',
  ],
  50105: [
    'access_denied',
    "Your administrator has configured the application {0} ('{1}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{2}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.",
  ],
  54005: [
    'invalid_grant',
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ],
  65004: ['access_denied', 'User declined to consent to access the app.'],
  70000: ['invalid_grant', 'The provided value for the ‘code’ parameter is not valid.'],
  70003: ['unsupported_grant_type', "The app requested an unsupported grant type '{0}'."],
  70008: [
    'invalid_grant',
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ],
  75005: ['invalid_request', 'The request is not a valid Saml2 protocol message. {0}'],
  75011: [
    'invalid_request',
    "Authentication method 'Password' by which the user authenticated with the service doesn't match requested authentication method '{0}'. Contact the {1} application owner.",
  ],
  90002: [
    'invalid_request',
    "Tenant '{0}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ],
  90014: [
    'invalid_request',
    "The required field '{0}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
  ],
  165000: [
    'invalid_request',
    'Invalid Request: The sign-in took too long, or its page was used before. Please go back to the application and try again.',
  ],
  500112: [
    'invalid_grant',
    "The reply address '{0}' does not match the reply address '{1}' provided when requesting Authorization code.",
  ],
  501481: [
    'invalid_grant',
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ],
  700016: [
    'unauthorized_client',
    "Application with identifier '{0}' was not found in the directory '{1}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ],
  700027: ['invalid_client', 'Client assertion failed signature validation. {0}'],
  700054: ['unsupported_response_type', "response_type '{0}' is not enabled for the application."],
  900144: ['invalid_request', "The request body must contain the following parameter: '{0}'."],
  900236: ['invalid_request', "The SAML authentication request property '{0}' is not supported and must not be set."],
  7000215: [
    'invalid_client',
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{0}'.",
  ],
  7000218: [
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ],
  7000222: [
    'invalid_client',
    "The provided client secret keys for app '{0}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  ],
  7500529: [
    'invalid_request',
    "The value '{0}' is not a valid SAML ID. The ID must not begin with a number; a common strategy is to prepend a string like 'id' to the string representation of a GUID.",
  ],
  9002313: ['invalid_request', 'Invalid request. Request is malformed or invalid. {0}'],
} as const satisfies Readonly<Record<number, readonly [error: string, words: string]>>;
export type RefusalCode = keyof typeof TABLE;

/** Said to whoever asked: on a page, at the redirect URI, or as an answer of the token endpoint. */
export class Refusal extends Error {
  readonly error: string;
  readonly traceId = randomUUID();
  readonly correlationId = randomUUID();

  constructor(
    readonly code: RefusalCode,
    ...about: readonly string[]
  ) {
    const [error, words] = TABLE[code];
    super(words.replaceAll(/\{(\d)\}/g, (_, place: string) => about[Number(place)] ?? '').trimEnd());
    this.error = error;
  }

  /** As `error_description` has it. */
  describedAt(now: Date): string {
    const { code, message, traceId, correlationId } = this;
    const at = timestampOf(now);
    return `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${at}`;
  }
}

/** `2026-01-31 09:05:00Z`. */
export function timestampOf(now: Date): string {
  return `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
