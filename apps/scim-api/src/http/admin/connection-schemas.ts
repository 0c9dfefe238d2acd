import { Type } from 'typebox';
import {
  DEFAULT_RATE_LIMIT,
  DEFAULT_SETTINGS,
  INACTIVE_DUPLICATE,
  MAX_BURST,
  MAX_PER_SECOND,
} from '../../tenants/connection.js';
import { Federation, MethodsPatch, MethodsView, Warnings } from './credential-schemas.js';
import { address, because, id, name, nullable, strict, time } from './schemas.js';
import { MAX_ADDRESSES } from '../../tenants/notification-addresses.js';
import { BRAKE } from './brake-settings.js';
import { PauseView } from './life-schemas.js';

const tolerance = Type.Union([Type.Literal('tolerant'), Type.Literal('strict')], {
  default: DEFAULT_SETTINGS.tolerance,
  description: 'tolerant mends named quirks of identity providers; strict takes the RFCs to the letter.',
});
const inactiveDuplicate = Type.Union(
  INACTIVE_DUPLICATE.map((choice) => Type.Literal(choice)),
  {
    default: DEFAULT_SETTINGS.inactiveDuplicate,
    description:
      'POST with the userName of an inactive user: conflict answers 409; reactivate gives that user, with its id, the ' +
      'attributes of the body, and answers 201.',
  },
);
const rateLimit = Type.Union(
  [
    Type.Object(
      {
        perSecond: Type.Integer({ minimum: 1, maximum: MAX_PER_SECOND }),
        burst: Type.Integer({ minimum: 1, maximum: MAX_BURST, description: 'At least perSecond.' }),
      },
      strict,
    ),
    Type.Null(),
  ],
  {
    default: DEFAULT_RATE_LIMIT,
    description:
      'Requests per second for ever, and at once after a pause; an operation of a Bulk is one. null: no limit.',
  },
);
const notifyOnFailure = Type.Boolean({
  default: DEFAULT_SETTINGS.notifyOnFailure,
  description:
    'Send an email notification when a failure occurs: refused writes are mailed to the notification addresses. The brake and ' +
    'the ends of credentials always are.',
});
const notificationAddresses = Type.Array(address, {
  maxItems: MAX_ADDRESSES,
  default: [],
  description:
    'Where mails about this connection go, each confirmed by a link of its own unless its domain is proved; none, or none of ' +
    'them confirmed yet: to the notification address of the tenant. The notifier tells what became of each.',
});
const settings = {
  tolerance: Type.Optional(tolerance),
  inactiveDuplicate: Type.Optional(inactiveDuplicate),
  rateLimit: Type.Optional(rateLimit),
  methods: Type.Optional(MethodsPatch),
  brake: Type.Optional(BRAKE),
  federation: Type.Optional(nullable(Federation)),
  notifyOnFailure: Type.Optional(notifyOnFailure),
  notificationAddresses: Type.Optional(notificationAddresses),
};
const shadow = Type.Boolean({
  default: false,
  description:
    'A rehearsal: what the connection writes is decided and answered as ever, and kept from the people and groups until it goes ' +
    'live. Said as the connection is made, and never afterwards; a tenant has one shadow.',
});
export const NewConnection = Type.Object({ name, ...settings, shadow: Type.Optional(shadow), ...because }, strict);
export const ConnectionPatch = Type.Object(
  { name: Type.Optional(name), ...settings, ...because },
  { ...strict, minProperties: 1 },
);
export const ConnectionView = Type.Object({
  id,
  tenantId: id,
  name,
  tolerance,
  inactiveDuplicate,
  rateLimit,
  methods: MethodsView,
  brake: BRAKE,
  federation: nullable(Federation),
  notifyOnFailure,
  notificationAddresses,
  pause: PauseView,
  shadow: nullable(
    Type.Union([Type.Literal('open'), Type.Literal('going-live')], {
      description:
        'open: what it writes is kept from the people and groups. going-live: that is being applied, and SCIM is answered 503.',
    }),
  ),
  warnings: Warnings,
  clientId: id,
  tokenUrl: Type.String({ examples: ['https://rollcall.example/oauth/token'] }),
  createdAt: time,
});
