import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { ConfigError, EntraClouds, entraSettings, processSettings, readConfig, STRANGER_SETTINGS } from '#service';
import { ownAppOf, type OwnApp } from './oidc/own-app.js';
import { isLoopback } from './sessions/cookie.js';
import { SERVICE_NAMES, type ServiceName } from './upstream/services.js';

const address = (description: string) => Type.String({ pattern: '^https?://.*[^/]$', description });

/** The schema of its environment, for `KAFKA_*` see libs/kafka. */
export const SETTINGS = Type.Object({
  ...processSettings(7306),
  ...STRANGER_SETTINGS,
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://', description: 'as the role `rollcall_console`' }),
  CONSOLE_URL: Type.String({
    pattern: '^https?://[^/]+$',
    maxLength: 300,
    default: 'http://localhost:7306',
    description: 'where browsers reach it, without a path',
  }),
  PUBLIC_URL: address('of scim-api as it calls itself: the console’s assertions are for its token endpoint'),
  SCIM_API_URL: address('of scim-api as it is reached from here: tokens and the activity'),
  SCIM_API_INTERNAL_URL: address('of scim-api’s internal listener: the admin API'),
  DIRECTORY_URL: address('of the directory'),
  DIRECTORY_INTERNAL_URL: address('of the directory’s internal listener'),
  AUDIT_URL: address('of the audit log'),
  AUDIT_INTERNAL_URL: address('of the audit log’s internal listener'),
  NOTIFIER_URL: address('of the notifier'),
  NOTIFIER_INTERNAL_URL: address('of the notifier’s internal listener'),
  CONSOLE_KEY: Type.String({
    pattern: '^[A-Za-z0-9_-]{43}$',
    description:
      'the private key of the console, 256 random bits in base64url, the same in all replicas; scim-api has the public one',
  }),
  ...entraSettings('that people may sign in with'),
  MICROSOFT_CLIENT_ID: Type.Optional(
    Type.String({
      pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
      description: 'the client id of this installation’s own multi-tenant app: the page has “Sign in with Microsoft”',
    }),
  ),
  MICROSOFT_CLOUD: Type.Union([Type.Literal('global'), Type.Literal('usgov'), Type.Literal('china')], {
    default: 'global',
    description: 'the cloud that the app is registered in: `global`, `usgov` or `china`',
  }),
  MICROSOFT_CERTIFICATE: Type.Optional(
    Type.String({
      maxLength: 20_000,
      description: 'the app’s certificate and its private key in PEM, one after the other, as they are or in base64',
    }),
  ),
  MICROSOFT_SECRET: Type.Optional(
    Type.String({ maxLength: 500, description: 'a client secret of the app, where it has no certificate' }),
  ),
  MICROSOFT_SECRET_EXPIRES: Type.Optional(
    Type.String({
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
      description:
        'the day on which that secret expires, as Entra shows it (`2027-05-31`): `/readyz` warns from 30 days before',
    }),
  ),
  DEMONSTRATION_KEY: Type.Optional(
    Type.String({
      minLength: 32,
      description: 'what signs the links of the demonstration, on plain http and loopback only; `npm start` makes one',
    }),
  ),
  SESSION_RATE_PER_SECOND: Type.Integer({
    default: 50,
    minimum: 1,
    maximum: 1_000_000,
    description: 'requests a second of all sessions of one account; what exceeds is 429',
  }),
  SESSION_RATE_BURST: Type.Integer({
    default: 500,
    minimum: 10,
    maximum: 1_000_000,
    description: 'requests of one account at once, before `SESSION_RATE_PER_SECOND` holds; a sign-in counts as ten',
  }),
  TENANT_SHARE_ANSWER_BYTES: Type.Integer({
    default: 2_000_000,
    minimum: 100_000,
    description:
      'bytes a second that the services answer one company with, beyond four times as many at once; what exceeds is 429 while others ask, too',
  }),
  ACCOUNT_RETENTION_DAYS: Type.Integer({
    default: 400,
    minimum: 1,
    maximum: 3_650,
    description: 'days without a sign-in after which an account is forgotten',
  }),
  WEB_DIR: Type.Optional(Type.String({ description: 'the folder of the built pages; beside the process by default' })),
});

export type ConsoleSettings = Readonly<Static<typeof SETTINGS>>;

export interface ConsoleConfig extends ConsoleSettings {
  readonly webDir: string;
  readonly clouds: EntraClouds;
  /** null: none, and no button. */
  readonly ownApp: OwnApp | null;
  readonly services: Readonly<Record<ServiceName, { readonly url: string; readonly internalUrl: string }>>;
}

/** Read once, at the start. @throws ConfigError that names every variable that is wrong */
export function consoleConfig(variables: Readonly<Record<string, string | undefined>>): ConsoleConfig {
  const env = readConfig(SETTINGS, variables);
  if (env.DEMONSTRATION_KEY !== undefined && !isLoopback(env.CONSOLE_URL)) {
    throw new ConfigError(['DEMONSTRATION_KEY is for http on loopback alone: take it away']);
  }
  const [clouds, ownApp] = [new EntraClouds(env), ownAppOf(env)];
  if (ownApp !== null && !clouds.isServed(ownApp.cloud)) {
    throw new ConfigError(['MICROSOFT_CLOUD is none of ENTRA_CLOUDS']);
  }
  const webDir = env.WEB_DIR ?? join(import.meta.dirname, '..', 'web');
  return { ...env, webDir, clouds, ownApp, services: servicesOf(env) };
}

function servicesOf(env: ConsoleSettings): ConsoleConfig['services'] {
  const entries = SERVICE_NAMES.map((name) => {
    const variable = name.toUpperCase().replaceAll('-', '_') as 'SCIM_API' | 'DIRECTORY' | 'AUDIT' | 'NOTIFIER';
    return [name, { url: env[`${variable}_URL`], internalUrl: env[`${variable}_INTERNAL_URL`] }];
  });
  // fromEntries forgets the names, which are exactly these.
  return Object.fromEntries(entries) as ConsoleConfig['services'];
}
