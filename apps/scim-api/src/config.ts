import { Type, type Static } from 'typebox';
import { INTERNAL_SETTINGS, readConfig, SHARE_SETTINGS, STRANGER_SETTINGS } from '#service';
import { dnsServers } from './tenants/ask-dns.js';

const Config = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: 7301, minimum: 0, maximum: 65_535 }),
  ...INTERNAL_SETTINGS,
  ...STRANGER_SETTINGS,
  LOG_LEVEL: Type.String({ default: 'info' }),
  /** Milliseconds after SIGTERM in which requests are still taken, while `/readyz` is 503 already. */
  DRAIN_GRACE_MS: Type.Integer({ default: 0, minimum: 0 }),
  /** As the role `rollcall_scim`. */
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  /** As the role `rollcall_admin`. */
  ADMIN_DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  /** The credential of the admin API; at least 32 characters. */
  OPERATOR_TOKEN: Type.String({ minLength: 32 }),
  /** What the signing keys are wrapped with at rest; at least 32 characters, the same in all replicas. */
  KEY_SECRET: Type.String({ minLength: 32 }),
  /** Where clients reach this service, without a slash at its end: base of every `meta.location`. */
  PUBLIC_URL: Type.String({ pattern: '^https?://.*[^/]$' }),
  /** `iss` of the tokens for the projections' APIs; PUBLIC_URL by default. */
  TOKEN_ISSUER: Type.Optional(Type.String()),
  ...SHARE_SETTINGS,
  /** Name servers that are asked for the records of tenants' domains, with commas; those of the machine by default. */
  DNS_SERVERS: Type.Optional(Type.String()),
  /** How often a verified domain is asked for again. */
  DOMAIN_CHECK_EVERY_MS: Type.Integer({ default: 86_400_000, minimum: 100 }),
});

export type ScimApiConfig = Readonly<Static<typeof Config>>;

/** Read once, at the start. Throws ConfigError that names every variable that is wrong. */
export function scimApiConfig(env: Readonly<Record<string, string | undefined>>): ScimApiConfig {
  const config = readConfig(Config, env);
  dnsServers(config.DNS_SERVERS);
  return config;
}
