import { Type, type Static } from 'typebox';
import {
  CENTURY_MS,
  processSettings,
  readConfig,
  SHARE_SETTINGS,
  STRANGER_SETTINGS,
  EntraClouds,
  entraSettings,
} from '#service';
import { dnsServers } from './tenants/ask-dns.js';
import { projectionsAt } from './tenants/projections.js';
import { END_AFTER_DAYS } from './tenants/tenant-end.js';
import { MAX_ACCESS_TOKEN_S, MIN_ACCESS_TOKEN_S } from './tenants/token-client.js';

/** The schema of its environment, for `KAFKA_*` see libs/kafka. */
export const SETTINGS = Type.Object({
  ...processSettings(7301),
  ...STRANGER_SETTINGS,
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://', description: 'as the role `rollcall_scim`' }),
  ADMIN_DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://', description: 'as the role `rollcall_admin`' }),
  ACTIVITY_DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      description: 'as the role `rollcall_activity`; without it no activity is recorded',
    }),
  ),
  CYCLE_QUIET_MS: Type.Integer({
    default: 900_000,
    minimum: 100,
    maximum: 86_400_000,
    description: 'milliseconds without a request of a connection after which its next one begins a cycle',
  }),
  TENANT_END_AFTER_MS: Type.Integer({
    default: END_AFTER_DAYS * 86_400_000,
    minimum: 0,
    maximum: CENTURY_MS,
    description: 'milliseconds between the asking for a tenant’s end and the end; less than seven days for tests alone',
  }),
  ERASE_EVERY_MS: Type.Integer({
    default: 10_000,
    minimum: 100,
    maximum: CENTURY_MS,
    description:
      'milliseconds between two looks for ends that are due, and for what is left of tenants that have ended',
  }),
  PROJECTION_URLS: Type.String({
    default: '',
    description:
      'where the operators’ APIs of `directory`, `audit` and `notifier` answer, as `name=URL` with commas: asked for what they removed of a tenant, and for their part of its export',
  }),
  OPERATOR_TOKEN: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        'the first credential of the admin API, 32 characters or more; good until one is stored by `npm run operator`',
    }),
  ),
  KEY_SECRET: Type.String({
    minLength: 32,
    description: 'what the signing keys are wrapped with at rest, 32 characters or more, the same in all replicas',
  }),
  PUBLIC_URL: Type.String({
    pattern: '^https?://.*[^/]$',
    description: 'where clients reach it, without a slash at its end: base of every `meta.location`',
  }),
  CONSOLE_URL: Type.Optional(
    Type.String({
      pattern: '^https?://.*[^/]$',
      maxLength: 300,
      description: 'of the console, without a slash at its end: errors of SCIM say `see <console>/r/<request id>`',
    }),
  ),
  TOKEN_ISSUER: Type.Optional(Type.String({ description: '`iss` of its tokens; `PUBLIC_URL` by default' })),
  ACCESS_TOKEN_SECONDS: Type.Integer({
    default: MIN_ACCESS_TOKEN_S,
    minimum: MIN_ACCESS_TOKEN_S,
    maximum: MAX_ACCESS_TOKEN_S,
    description: 'seconds that an access token of a connection is good for',
  }),
  ...SHARE_SETTINGS,
  ...entraSettings('whose tokens are believed'),
  DNS_SERVERS: Type.Optional(
    Type.String({ description: 'name servers for tenants’ domains, with commas; the machine’s by default' }),
  ),
  DOMAIN_CHECK_EVERY_MS: Type.Integer({
    default: 86_400_000,
    minimum: 100,
    maximum: CENTURY_MS,
    description: 'milliseconds after which a verified domain is asked for again',
  }),
});

export type ScimApiConfig = Readonly<Static<typeof SETTINGS>>;

/** Read once, at the start. Throws ConfigError that names every variable that is wrong. */
export function scimApiConfig(env: Readonly<Record<string, string | undefined>>): ScimApiConfig {
  const config = readConfig(SETTINGS, env);
  dnsServers(config.DNS_SERVERS);
  projectionsAt(config.PROJECTION_URLS);
  new EntraClouds(config);
  return config;
}
