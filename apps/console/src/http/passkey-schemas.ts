import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { Type, type Static } from 'typebox';
import { UUID } from '#postgres';
import { TENANT_ROLES } from '../sessions/setup-link.js';

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const Secret = Type.String({ minLength: 43, maxLength: 43 });
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
// What an authenticator adds beside is of no matter here.
const Credential = {
  id: text(1_400),
  rawId: text(1_400),
  type: Type.Literal('public-key'),
  clientExtensionResults: Type.Object({}),
};

export const LinkBody = Type.Object({ secret: Secret }, { additionalProperties: false });

export const NamedLinkBody = Type.Object({ secret: Secret, name: Name }, { additionalProperties: false });

const Made = Type.Object({
  ...Credential,
  response: Type.Object({
    clientDataJSON: text(4_000),
    attestationObject: text(8_000),
    transports: Type.Optional(Type.Array(text(40), { maxItems: 10 })),
  }),
});

export const SetUpBody = Type.Object({ secret: Secret, name: Name, response: Made }, { additionalProperties: false });

export const OwnPasskeyBody = Type.Object({ response: Made }, { additionalProperties: false });

/** Of transports only those are of use that are known, and none is believed. */
export function forLibrary({
  response,
  ...rest
}: Static<typeof Made>): Omit<RegistrationResponseJSON, 'clientExtensionResults'> {
  const { clientDataJSON, attestationObject } = response;
  return { ...rest, response: { clientDataJSON, attestationObject } };
}

export const PasskeyBody = Type.Object(
  {
    response: Type.Object({
      ...Credential,
      response: Type.Object({
        clientDataJSON: text(4_000),
        authenticatorData: text(4_000),
        signature: text(2_000),
        userHandle: Type.Optional(Type.String({ maxLength: 200 })),
      }),
    }),
  },
  { additionalProperties: false },
);

// As TENANT_ROLES has them.
const Role = Type.Union([Type.Literal('identity-administrator'), Type.Literal('auditor'), Type.Literal('people')]);
const Roles = Type.Array(Role, { minItems: 1, maxItems: TENANT_ROLES.length, uniqueItems: true });

export const RolesBody = Type.Object({ roles: Roles }, { additionalProperties: false });

export const IssueBody = Type.Object(
  { tenantId: Type.Optional(Type.String({ pattern: UUID.source })), roles: Type.Optional(Roles) },
  { additionalProperties: false },
);
