import { Type, type Static } from 'typebox';
import { ACTS_TODAY } from './admin-acts.js';
import type { CredentialEvent } from './credential-events.js';
import { Change, type Envelope } from './envelope.js';

/** Connections that an event names; a company has one, or a few. */
export const MAX_NAMED_CONNECTIONS = 1_000;

/** Mail domains that a tenant may have, and an event lists. */
export const MAX_TENANT_DOMAINS = 200;

const DomainState = Type.Union(
  [Type.Literal('pending'), Type.Literal('verified'), Type.Literal('failing'), Type.Literal('withdrawn')],
  {
    description:
      'Mails go to verified and failing ones (the last proofs were missing) alone; pending ones have never been ' +
      'proved, withdrawn ones are no longer.',
  },
);
export type DomainState = Static<typeof DomainState>;

const TenantDomain = Type.Object(
  {
    name: Type.String({ description: 'In lower case and A-labels: `xn--bcher-kva.example`.' }),
    state: DomainState,
  },
  { title: 'TenantDomain', description: 'A mail domain of the tenant: this one alone, none below it.' },
);

const NamedConnection = Type.Object(
  {
    id: Type.String({ description: 'As `actor.connectionId` has it.' }),
    name: Type.String({ description: 'What the operator calls it.' }),
    notifyOnFailure: Type.Optional(
      Type.Boolean({ description: 'false: refusals are not to be mailed. Absent where they are.' }),
    ),
    notificationAddresses: Type.Optional(
      Type.Array(Type.String(), {
        description: "Where mails about it go; absent where they go to the tenant's notification address.",
      }),
    ),
  },
  { title: 'NamedConnection', description: "One identity provider's integration of a tenant." },
);

export const TenantChangedData = Type.Object(
  {
    name: Type.String({ description: "The company's name." }),
    notificationAddress: Type.Union([Type.String(), Type.Null()], {
      title: 'NotificationAddress',
      description: 'Where mails about refused writes go; null sends none.',
    }),
    connections: Type.Optional(
      Type.Array(NamedConnection, {
        description:
          'The connections with their names, oldest first; absent in events from before there was this list.',
      }),
    ),
    domains: Type.Optional(
      Type.Array(TenantDomain, {
        description: 'All mail domains, by name; absent in events from before there was this list.',
      }),
    ),
    timeZone: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$',
        description:
          'Where the days of the company begin and end, by its IANA name: `Europe/Berlin`. Absent in events from before there was ' +
          'this setting, which leave it as it was; UTC where none has told of one.',
      }),
    ),
  },
  {
    title: 'TenantChanged',
    description:
      "The tenant's settings after the change; the subject is the tenant and the version counts its changes.",
  },
);

export type TenantChanged = Envelope<'rollcall.TenantChanged', Static<typeof TenantChangedData>>;

/** The tenant of what belongs to none: an act on the whole installation, as on a signing key. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000';

const ActedObject = Type.Object(
  {
    type: Type.String({
      description:
        '`tenant`, `connection`, `attribute`, `credential`, `reader`, `signing-key`, `key-secret`, `domain`, ' +
        '`notification-address`, `parked-event`, `delivery`, `audit-log`, `operator-credential`, `console-key`, `sign-in`, `session`, ' +
        '`setup-link`, `account`, `grant`, `certificate` (of Entra, for single sign-on), `person`, `segment` (of the directory), ' +
        '`approval` (of one administrator by another); others may be added.',
    }),
    id: Type.String({
      description:
        'Its id, which is the subject; of a signing key, and of a console’s, its `kid`, of a domain its name, of an attribute its name (the ' +
        'subject is the tenant), of a notification address the tenant, of the key secret the tenant of the installation, ' +
        'of a parked event `<projection>/<topic>/<partition>/<offset>`, of the audit log the tenant whose it is, ' +
        'of a failed sign-in the id of the account, or what was asked of, of a session, an account, a setup link and an approval of the console its own, ' +
        'of a certificate its SHA-256.',
    }),
    connectionId: Type.Optional(Type.String({ description: 'Of a credential: the connection that it is for.' })),
  },
  { title: 'ActedObject', description: 'What was acted on.' },
);

const AdminActor = Type.Object(
  {
    type: Type.String({
      description:
        '`operator`, `reader` (of a projection’s API), `name-server` (a domain’s record was there, or was not), `mailbox` ' +
        '(whoever reads it has confirmed it), `brake` (of a connection, by itself), `clock` (a time has come), `account` ' +
        '(who has signed in at the console; its name is the id of the account) or `stranger` ' +
        '(who was not let in; its name is the account that it claimed); others may be added.',
    }),
    name: Type.Union([Type.String(), Type.Null()], {
      title: 'AdminActorName',
      description:
        'Who, as a command was told, or the id of a reader or an account; null where only the credential is known.',
    }),
    address: Type.Optional(
      Type.String({
        description: 'From where: the /24 of IPv4, the /48 of IPv6; absent where no request came, or was not told yet.',
      }),
    ),
    role: Type.Optional(
      Type.String({ description: 'Of an account, or of a reader that has one: as which it was done.' }),
    ),
    amr: Type.Optional(
      Type.Array(Type.String(), { description: 'Of an account: how it had signed in (RFC 8176), such as `["hwk"]`.' }),
    ),
  },
  { title: 'AdminActor', description: 'Who acted.' },
);

const OperatorCredential = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'What it is called, and its acts name.' }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Of the token.' }),
    expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      title: 'OperatorExpiry',
      description: 'It lets nobody in from then on; null: it does not expire.',
    }),
  },
  { title: 'OperatorCredential', description: 'By which every service knows an operator; the object has its id.' },
);

export const AdminActedData = Type.Object(
  {
    act: Type.String({
      minLength: 1,
      description:
        `\`<objects>.<verb>\`: ${ACTS_TODAY.map((act) => `\`${act}\``).join(', ')}. ` +
        'Others may be added at any time: pass over what you do not know.',
    }),
    object: ActedObject,
    actor: AdminActor,
    reason: Type.Union([Type.String(), Type.Null()], {
      title: 'AdminReason',
      description: 'Why, in the words of who acted; null when nothing was said.',
    }),
    changes: Type.Optional(
      Type.Array(Change, {
        description:
          'What it changed: each setting before and after, never a secret; null is "not there". Absent in events from before ' +
          'there was this list.',
      }),
    ),
    operator: Type.Optional(OperatorCredential),
  },
  {
    title: 'AdminActed',
    description:
      'An act of administration; the subject is the object, and order holds per object. It carries no secret. What belongs ' +
      `to no tenant has the tenant ${INSTALLATION}.`,
  },
);

export type AdminActed = Envelope<'rollcall.AdminActed', Static<typeof AdminActedData>>;

export const TenantEndedData = Type.Object(
  {
    askedAt: Type.String({
      format: 'date-time',
      description: 'When an operator asked for it; `ce_time` is when it holds.',
    }),
    actor: AdminActor,
    reason: Type.String({ description: 'Why, in the words of who asked.' }),
  },
  {
    title: 'TenantEnded',
    description:
      'A tenant is no more; the subject is the tenant. Whoever keeps anything of it removes that, keeps the id alone, and passes ' +
      'over every event of it, those before this one included, when they are read again. It is never taken back.',
  },
);

export type TenantEnded = Envelope<'rollcall.TenantEnded', Static<typeof TenantEndedData>>;
export type AdminEvent = TenantChanged | AdminActed | TenantEnded | CredentialEvent;
