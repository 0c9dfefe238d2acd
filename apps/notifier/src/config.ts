import { Type, type Static } from 'typebox';
import { CONSUMER_SETTINGS, sessionTimes, type SessionTimes } from '#consumer';
import { kafkaSettings, type KafkaSettings } from '#kafka';
import { INTERNAL_SETTINGS, LIST_SHARE_SETTINGS, readConfig, STRANGER_SETTINGS } from '#service';
import { smtpSettings, type SmtpSettings } from './channels/smtp-settings.js';
import type { RetryLimits } from './delivery/after-attempt.js';
import { deliverableDomain, isMailAddress } from '#contracts';
import { DEFAULT_CAPS, type Caps } from './rules/caps.js';
import type { RuleSettings } from './rules/settings.js';
import { watchedProcesses, type Watched } from './watch/watched.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const duration = (fallback: number) => Type.Integer({ minimum: 0, default: fallback });
const count = (fallback: number) => Type.Integer({ minimum: 1, default: fallback });

/** What the rules are told; all that the release of a parked event needs beside its database. */
const RULES = {
  JOINER_WAIT_MS: duration(HOUR),
  LEAVER_GATHER_MS: duration(MINUTE),
  QUIET_PERIOD_MS: duration(15 * MINUTE),
  REFUSAL_WINDOW_MS: duration(HOUR),
  MAX_EVENT_AGE_MS: duration(24 * HOUR),
  MAIL_NOT_BEFORE: Type.Optional(Type.String()),
} as const;

const Variables = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 7305 }),
  ...INTERNAL_SETTINGS,
  ...STRANGER_SETTINGS,
  LOG_LEVEL: Type.String({ default: 'info' }),
  /** Milliseconds after SIGTERM in which requests are still taken, while `/readyz` is 503 already. */
  DRAIN_GRACE_MS: duration(0),
  DATABASE_URL: Type.String(),
  READER_DATABASE_URL: Type.String(),
  JWKS_URL: Type.String(),
  TOKEN_ISSUER: Type.String(),
  SMTP_URL: Type.String(),
  MAIL_FROM: Type.String(),
  ...CONSUMER_SETTINGS,
  ...LIST_SHARE_SETTINGS,
  CONSUMER_GATHER_MS: Type.Integer({ minimum: 0, maximum: 500, default: 100 }),
  ...RULES,
  SMTP_CONCURRENCY: count(4),
  SMTP_PER_MINUTE: count(300),
  MAIL_PER_TENANT_PER_MINUTE: count(DEFAULT_CAPS.tenantPerMinute),
  MAIL_PER_MAILBOX_PER_DAY: count(DEFAULT_CAPS.mailboxPerPeriod),
  /** What a day is, in milliseconds, from 1970 on. */
  MAIL_DAY_MS: Type.Integer({ minimum: 1_000, maximum: 7 * 24 * HOUR, default: DEFAULT_CAPS.periodMs }),
  DOMAIN_WAIT_MS: Type.Integer({ minimum: 0, maximum: HOUR, default: DEFAULT_CAPS.domainWaitMs }),
  SMTP_ATTEMPT_MS: count(MINUTE),
  SMTP_MAX_REFUSALS: count(10),
  SMTP_GIVE_UP_AFTER_MS: duration(24 * HOUR),
  OPERATOR_MAIL: Type.Optional(Type.String()),
  WATCH_URLS: Type.Optional(Type.String()),
  OPERATOR_MAIL_EVERY_MS: Type.Integer({ minimum: 1_000, default: HOUR }),
  WATCH_EVERY_MS: Type.Integer({ minimum: 100, maximum: HOUR, default: MINUTE }),
  WATCH_PATIENCE_MS: duration(5 * MINUTE),
});

export interface NotifierConfig {
  readonly env: Readonly<Static<typeof Variables>>;
  readonly kafka: KafkaSettings;
  readonly session: SessionTimes;
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
  const env = readConfig(Variables, variables);
  const address = /<([^<>]+)>\s*$/.exec(env.MAIL_FROM)?.[1] ?? env.MAIL_FROM;
  if (!isMailAddress(address)) throw new Error('MAIL_FROM: an address, or a name and <an address>');
  return {
    env,
    kafka: kafkaSettings(variables),
    session: sessionTimes(env),
    smtp: smtpSettings(env.SMTP_URL),
    rules: ruleSettings(variables),
    caps: {
      tenantPerMinute: env.MAIL_PER_TENANT_PER_MINUTE,
      mailboxPerPeriod: env.MAIL_PER_MAILBOX_PER_DAY,
      periodMs: env.MAIL_DAY_MS,
      domainWaitMs: env.DOMAIN_WAIT_MS,
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
    maxEventAgeMs: env.MAX_EVENT_AGE_MS,
    notBefore: notBefore(env.MAIL_NOT_BEFORE),
  };
}

function operatorSettings(env: NotifierConfig['env']): OperatorSettings | null {
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
