import { Type, type Static } from 'typebox';
import { projectionSettings } from '#projection';
import { CENTURY_MS, readConfig } from '#service';
import { smtpSettings, type SmtpSettings } from './channels/smtp-settings.js';
import type { RetryLimits } from './delivery/after-attempt.js';
import { deliverableDomain, isMailAddress } from '#contracts';
import { DEFAULT_CAPS, type Caps } from './rules/caps.js';
import type { RuleSettings } from './rules/settings.js';
import { watchedProcesses, type Watched } from './watch/watched.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const duration = (fallback: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: CENTURY_MS, default: fallback, description });
const count = (fallback: number, description: string) => Type.Integer({ minimum: 1, default: fallback, description });

/** What the rules are told; all that the release of a parked event needs beside its database. */
const RULES = {
  JOINER_WAIT_MS: duration(HOUR, 'milliseconds that a joiner waits for a manager and a work address'),
  LEAVER_GATHER_MS: duration(MINUTE, 'milliseconds that the first leaver of a manager waits for others'),
  QUIET_PERIOD_MS: duration(15 * MINUTE, 'milliseconds without creates that end an initial cycle'),
  REFUSAL_WINDOW_MS: duration(HOUR, 'milliseconds between two mails about one reason of refusals'),
  CONFIRM_WAIT_MS: duration(
    MINUTE,
    'milliseconds that a notification address waits for the proof of its domain, before its reader is asked to confirm it',
  ),
  MAX_EVENT_AGE_MS: duration(24 * HOUR, 'milliseconds; of what is older nobody is told'),
  MAIL_NOT_BEFORE: Type.Optional(
    Type.String({ description: 'a time: of what was before nobody is told. Set it after a restore' }),
  ),
} as const;

/** The schema of its environment, for `KAFKA_*` see libs/kafka. */
export const SETTINGS = Type.Object({
  ...projectionSettings(7305),
  SMTP_URL: Type.String({
    description:
      '`smtp[s]://[user:password@]host[:port]`; TLS is required off this machine unless `?tls=` says otherwise',
  }),
  MAIL_FROM: Type.String({ description: '`Name <address>`; its domain is the Message-ID’s' }),
  CONSUMER_GATHER_MS: Type.Integer({
    minimum: 0,
    maximum: 500,
    default: 100,
    description: 'milliseconds that an event may wait for others to share its transaction',
  }),
  ...RULES,
  SMTP_CONCURRENCY: count(4, 'mails under way at once'),
  SMTP_PER_MINUTE: count(300, 'mails a minute, of this process'),
  MAIL_PER_TENANT_PER_MINUTE: count(DEFAULT_CAPS.tenantPerMinute, 'mails a minute of one tenant; the others wait'),
  MAIL_PER_MAILBOX_PER_DAY: count(
    DEFAULT_CAPS.mailboxPerPeriod,
    'mails a day of one tenant into one mailbox; the others become one digest',
  ),
  CONFIRMATIONS_PER_DAY: count(
    DEFAULT_CAPS.confirmationsPerPeriod,
    'mails a day of one tenant that ask to confirm a notification address',
  ),
  NOTIFIER_PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://.*[^/]$',
      description: 'where readers of mails reach the notifier, without a slash at its end; its own address by default',
    }),
  ),
  CONSOLE_URL: Type.Optional(
    Type.String({
      pattern: '^https?://.*[^/]$',
      maxLength: 300,
      description: 'of the console, without a slash at its end: mails to administrators lead to its pages',
    }),
  ),
  MAIL_DAY_MS: Type.Integer({
    minimum: 1_000,
    maximum: 7 * 24 * HOUR,
    default: DEFAULT_CAPS.periodMs,
    description: 'what a day is, in milliseconds, from 1970 on',
  }),
  DOMAIN_WAIT_MS: Type.Integer({
    minimum: 0,
    maximum: HOUR,
    default: DEFAULT_CAPS.domainWaitMs,
    description: 'milliseconds that a mail to an unproved domain waits for news of its tenant',
  }),
  SMTP_ATTEMPT_MS: Type.Integer({
    minimum: 1,
    maximum: HOUR,
    default: MINUTE,
    description: 'milliseconds of a whole attempt; the lease is twice as long',
  }),
  SMTP_MAX_REFUSALS: count(10, 'attempts that the server puts off (4xx) before a mail is given up'),
  SMTP_GIVE_UP_AFTER_MS: duration(24 * HOUR, 'milliseconds after which a mail is given up while the server is away'),
  DIRECTORY_URL: Type.Optional(
    Type.String({
      pattern: '^https?://.*[^/]$',
      description:
        'of the directory, which is asked who reports to whom; without it nobody sees mails about their people',
    }),
  ),
  OPERATOR_MAIL: Type.Optional(
    Type.String({ description: 'whom the installation itself is told to; without it nobody' }),
  ),
  WATCH_URLS: Type.Optional(
    Type.String({
      description: 'internal addresses of the other processes, with commas: `directory=http://directory:7403`',
    }),
  ),
  OPERATOR_MAIL_EVERY_MS: Type.Integer({
    minimum: 1_000,
    maximum: CENTURY_MS,
    default: HOUR,
    description: 'milliseconds between two mails to the operator',
  }),
  WATCH_EVERY_MS: Type.Integer({
    minimum: 100,
    maximum: HOUR,
    default: MINUTE,
    description: 'milliseconds between two looks at the processes',
  }),
  WATCH_PATIENCE_MS: duration(5 * MINUTE, 'milliseconds that a failed check lasts before it is told'),
});

type Env = Readonly<Static<typeof SETTINGS>>;

export interface NotifierConfig extends Env {
  readonly smtp: SmtpSettings;
  readonly rules: RuleSettings;
  readonly caps: Caps;
  readonly retries: RetryLimits;
  /** null: nobody is mailed about the installation itself. */
  readonly operator: OperatorSettings | null;
}

export interface OperatorSettings {
  readonly recipient: string;
  readonly watched: readonly Watched[];
  readonly everyMs: number;
  readonly watchEveryMs: number;
  readonly patienceMs: number;
}

/** Reads the environment, once. @throws Error that names the variable and what it may be */
export function notifierConfig(variables: Readonly<Record<string, string | undefined>>): NotifierConfig {
  const env = readConfig(SETTINGS, variables);
  const address = /<([^<>]+)>\s*$/.exec(env.MAIL_FROM)?.[1] ?? env.MAIL_FROM;
  if (!isMailAddress(address)) throw new Error('MAIL_FROM: an address, or a name and <an address>');
  return {
    ...env,
    smtp: smtpSettings(env.SMTP_URL),
    rules: ruleSettings(variables),
    caps: {
      tenantPerMinute: env.MAIL_PER_TENANT_PER_MINUTE,
      mailboxPerPeriod: env.MAIL_PER_MAILBOX_PER_DAY,
      periodMs: env.MAIL_DAY_MS,
      domainWaitMs: env.DOMAIN_WAIT_MS,
      confirmationsPerPeriod: env.CONFIRMATIONS_PER_DAY,
    },
    operator: operatorSettings(env),
    retries: {
      maxAttempts: env.SMTP_MAX_REFUSALS,
      giveUpAfterMs: env.SMTP_GIVE_UP_AFTER_MS,
      firstWaitMs: 5_000,
      longestWaitMs: 15 * MINUTE,
    },
  };
}

export function ruleSettings(variables: Readonly<Record<string, string | undefined>>): RuleSettings {
  const env = readConfig(Type.Object(RULES), variables);
  return {
    joinerWaitMs: env.JOINER_WAIT_MS,
    leaverGatherMs: env.LEAVER_GATHER_MS,
    quietPeriodMs: env.QUIET_PERIOD_MS,
    refusalWindowMs: env.REFUSAL_WINDOW_MS,
    confirmWaitMs: env.CONFIRM_WAIT_MS,
    maxEventAgeMs: env.MAX_EVENT_AGE_MS,
    notBefore: notBefore(env.MAIL_NOT_BEFORE),
  };
}

function operatorSettings(env: Env): OperatorSettings | null {
  const watched = watchedProcesses(env.WATCH_URLS ?? '');
  const { OPERATOR_MAIL: recipient } = env;
  if (recipient === undefined) return null;
  if (deliverableDomain(recipient) === null) {
    throw new Error(
      'OPERATOR_MAIL: an address, without a name, whose domain has a dot and no part of which begins with -',
    );
  }
  return {
    recipient,
    watched,
    everyMs: env.OPERATOR_MAIL_EVERY_MS,
    watchEveryMs: env.WATCH_EVERY_MS,
    patienceMs: env.WATCH_PATIENCE_MS,
  };
}

function notBefore(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new Error('MAIL_NOT_BEFORE: a time such as 2026-11-24T09:00:00Z');
  return date;
}
