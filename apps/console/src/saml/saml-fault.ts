/** Why a message of SAML is refused: a closed list, for the log and the tests; a browser learns none of it. */
export const SAML_FAULTS = [
  'not-base64',
  'too-large',
  'doctype',
  'not-xml',
  'comments',
  'duplicate-id',
  'not-a-response',
  'encrypted',
  'assertions',
  'signature-place',
  'signature-algorithm',
  'certificate',
  'signature',
  // Of node-saml, for a reason of its own.
  'library',
  'status',
  'cancelled',
  'destination',
  'issuer',
  'audience',
  'recipient',
  'expired',
  'not-yet',
  'in-response-to',
  'unsolicited',
  'tenant',
  'subject',
  'not-fresh',
  'replayed',
  // Nobody went to Entra from this browser, or it took too long.
  'no-login',
  'off',
  'no-metadata',
] as const;
export type SamlFault = (typeof SAML_FAULTS)[number];

/** A message that vouches for nobody. */
export class SamlRefused extends Error {
  constructor(
    readonly code: SamlFault,
    message: string = code,
  ) {
    super(message);
    this.name = 'SamlRefused';
  }
}

/** @throws SamlRefused unless it holds */
export function insist(holds: boolean, code: SamlFault): asserts holds {
  if (!holds) throw new SamlRefused(code);
}
