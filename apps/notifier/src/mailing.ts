import type { Pool } from 'pg';
import { USERS } from '#contracts';
import { inTransaction, isInfrastructureFailure } from '#postgres';
import { kafkaSettings } from '#kafka';
import type { Background, Parts } from '#projection';
import type { Logger } from '#service';
import { SmtpChannel, smtpTimeouts } from './channels/smtp-channel.js';
import { ShadowReader } from './bus/shadow-reader.js';
import { ruleSettings, type NotifierConfig } from './config.js';
import { MailRoom } from './mail-room.js';
import { OperatorDesk } from './operator-desk.js';
import { foldPeopleAgain } from './storage/statements/fold-people-again.js';
import { takeOverFormerActs } from './storage/statements/former-acts.js';

// An attempt after DATA is worth waiting for: cut off it is `uncertain`, and a person has to look.
const DRAIN_DEADLINE_MS = 25_000;

/** What happens by itself: settles, sends, and watches the installation. */
export async function mailing(
  { settings, variables, writer: pool, logger: log }: Parts<NotifierConfig>,
  now: () => Date,
): Promise<Background> {
  await takeOver(pool, log);
  let ownUrl = '';
  const room = new MailRoom({
    pool,
    config: settings,
    log,
    now,
    channel: new SmtpChannel(settings.smtp, smtpTimeouts(settings.SMTP_ATTEMPT_MS)),
    linkOf: (token) => `${settings.NOTIFIER_PUBLIC_URL ?? ownUrl}/confirm/${token}`,
  });
  const operator = settings.operator === null ? null : new OperatorDesk(settings.operator, { pool, log, now });
  const rules = ruleSettings(variables);
  const context = () => ({ now: now(), settings: rules });
  const shadows = new ShadowReader({ kafka: kafkaSettings(variables), pool, log, context });
  if (operator === null) log.warn({}, 'OPERATOR_MAIL is not set: nobody is mailed about parked events');
  return {
    drainDeadline: DRAIN_DEADLINE_MS,
    start: ({ url, internalUrl }) => {
      ownUrl = url;
      room.start();
      operator?.start(internalUrl);
      shadows.start();
    },
    stop: async () => {
      await Promise.all([room.stop(), operator?.stop(), shadows.stop()]);
    },
  };
}

/** With the database away the process starts all the same, and does so when it starts the next time. */
async function takeOver(pool: Pool, logger: Logger): Promise<void> {
  try {
    await inTransaction(pool, takeOverFormerActs);
    if (!(await inTransaction(pool, foldPeopleAgain))) return;
    logger.info({ topic: USERS.name }, 'people of an earlier version are completed: the topic is read once more');
  } catch (error) {
    if (!isInfrastructureFailure(error)) throw error;
    logger.warn({ err: error }, 'what an earlier version left is taken over at the next start');
  }
}
