import { Type, type Static } from 'typebox';
import { processSettings, readConfig, SHARE_SETTINGS, STRANGER_SETTINGS } from '#service';
import { EntraClouds } from './tenants/clouds.js';
import { dnsServers } from './tenants/ask-dns.js';
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
  ENTRA_CLOUDS: Type.String({
    default: 'global',
    description: 'clouds of Entra whose tokens are believed, with commas: `global`, `usgov`, `china`',
  }),
  ENTRA_AUTHORITIES: Type.String({
    default: '',
    description: '`cloud=URL` of this machine, with commas, in place of the clouds’ own hosts: for tests alone',
  }),
  DNS_SERVERS: Type.Optional(
    Type.String({ description: 'name servers for tenants’ domains, with commas; the machine’s by default' }),
  ),
  DOMAIN_CHECK_EVERY_MS: Type.Integer({
    default: 86_400_000,
    minimum: 100,
    description: 'milliseconds after which a verified domain is asked for again',
  }),
});

export type ScimApiConfig = Readonly<Static<typeof SETTINGS>>;

/** Read once, at the start. Throws ConfigError that names every variable that is wrong. */
export function scimApiConfig(env: Readonly<Record<string, string | undefined>>): ScimApiConfig {
  const config = readConfig(SETTINGS, env);
  dnsServers(config.DNS_SERVERS);
  new EntraClouds(config);
  return config;
}
