import { Type } from 'typebox';
import { CLOUDS, dateTime } from '#service';

const Guid = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  'x-expected': 'an id as Entra shows it, such as 0198c0de-7a11-4000-8000-00000000000a',
});
const Cloud = Type.Union(CLOUDS.map((cloud) => Type.Literal(cloud)));
const To = Type.String({ maxLength: 2_000 });

export const SignInBody = Type.Object(
  { who: Type.String({ minLength: 1, maxLength: 320 }), to: Type.Optional(To) },
  { additionalProperties: false },
);

export const MicrosoftSignInBody = Type.Object({ to: Type.Optional(To) }, { additionalProperties: false });

export const CompanyBody = Type.Object({ id: Guid }, { additionalProperties: false });

export const StepUpBody = Type.Object({ to: To }, { additionalProperties: false });

export const OidcBody = Type.Object(
  {
    on: Type.Boolean(),
    cloud: Cloud,
    tenantId: Guid,
    clientId: Guid,
    secret: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: '^[\\x21-\\x7e]+$' })),
    secretExpiresAt: Type.Optional(Type.Union([dateTime(), Type.Null()])),
  },
  { additionalProperties: false },
);

export const SamlBody = Type.Object(
  { on: Type.Boolean(), cloud: Cloud, tenantId: Guid, appId: Guid, idpInitiated: Type.Boolean() },
  { additionalProperties: false },
);

export const MicrosoftBody = Type.Object({ on: Type.Boolean(), tenantId: Guid }, { additionalProperties: false });

export const EmployeesBody = Type.Object({ employees: Type.Boolean() }, { additionalProperties: false });

export const TestBody = Type.Object(
  { method: Type.Union([Type.Literal('oidc'), Type.Literal('saml'), Type.Literal('microsoft')]) },
  { additionalProperties: false },
);

const Name = Type.String({ minLength: 1, maxLength: 200 });
export const EnforceBody = Type.Object({ name: Name }, { additionalProperties: false });
export const UndoBody = Type.Object({ name: Type.Optional(Name) }, { additionalProperties: false });
