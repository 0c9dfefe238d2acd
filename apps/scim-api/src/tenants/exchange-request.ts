import { isAudience, type Audience } from '#service';
import { CONSOLE } from './console-client.js';
import { JWT_BEARER, refuse, textOf, type Parameters, type TokenRefusal } from './token-request.js';

/** RFC 8693 §2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
/** RFC 8693 §3. */
const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:';
export const ISSUED_TYPE = `${TOKEN_TYPE}access_token`;

export interface ExchangeRequest {
  readonly ok: true;
  readonly assertion: string;
  readonly subjectToken: string;
  readonly audience: Audience;
}

/** Reads a request of the console for a token of somebody who signed in there. */
export function readExchange(authorization: string | undefined, form: Parameters): ExchangeRequest | TokenRefusal {
  const other = otherProof(authorization, form);
  if (other !== null) return other;
  if (textOf(form, 'client_assertion_type') !== JWT_BEARER) {
    return refuse('invalid_request', `client_assertion_type has to be ${JWT_BEARER}.`);
  }
  const [assertion, subjectToken] = [textOf(form, 'client_assertion'), textOf(form, 'subject_token')];
  if (assertion === undefined) return refuse('invalid_request', 'client_assertion is missing.');
  if (textOf(form, 'subject_token_type') !== `${TOKEN_TYPE}jwt`) {
    return refuse('invalid_request', `subject_token_type has to be ${TOKEN_TYPE}jwt.`);
  }
  if (subjectToken === undefined) return refuse('invalid_request', 'subject_token is missing.');
  const refused = ['actor_token', 'client_secret'].find((name) => textOf(form, name) !== undefined);
  if (refused !== undefined) return refuse('invalid_request', `${refused} is of no use here; leave it out.`);
  if (![undefined, ISSUED_TYPE, `${TOKEN_TYPE}jwt`].includes(textOf(form, 'requested_token_type'))) {
    return refuse('invalid_request', `requested_token_type, where it is sent, has to be ${ISSUED_TYPE}.`);
  }
  const audience = (textOf(form, 'audience') ?? '').replace(/^rollcall:/, '');
  if (!isAudience(audience)) return refuse('invalid_target', 'audience is no API of ours.');
  return { ok: true, assertion, subjectToken, audience };
}

/** Null: nothing but the assertion says who asks. */
function otherProof(authorization: string | undefined, form: Parameters): TokenRefusal | null {
  // RFC 6749 §2.3: not more than one method of authentication in a request.
  if (authorization !== undefined)
    return refuse('invalid_request', 'Authenticate by client_assertion, without a header.');
  // RFC 7521 §4.2: client_id may be left out, and is whom the assertion is of where it is not.
  const isSame = [undefined, CONSOLE].includes(textOf(form, 'client_id'));
  return isSame ? null : refuse('invalid_request', 'client_id names another client than client_assertion.');
}
