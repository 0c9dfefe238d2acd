import type { Projection } from '#projection';
import { JSON_ONLY } from '#service';
import { notifierHandlers } from './bus/fold.js';
import { notifierConfig, ruleSettings, type NotifierConfig } from './config.js';
import { ConnectionAddresses } from './http/connection-addresses.js';
import { ConnectionAddressesController } from './http/connection-addresses.controller.js';
import { CONFIRM_DESK, ConfirmController, type ConfirmDesk } from './http/confirm.controller.js';
import { DeliveriesController } from './http/deliveries.controller.js';
import { Deliveries, RESENDS } from './http/deliveries.js';
import { SHADOW_MAIL_POOL, ShadowMailsController } from './http/shadow-mails.controller.js';
import { ReportDeliveriesController, REPORTS } from './http/report-deliveries.controller.js';
import { reportsAt } from './http/reports.js';
import { OperatorDeliveriesController } from './http/operator-deliveries.controller.js';
import { OperatorController } from './http/operator.controller.js';
import { Recipients } from './http/recipients.js';
import { mailing } from './mailing.js';
import { DATABASE, MIGRATIONS } from './storage/database.js';
import { digestNotifier } from './storage/digest.js';
import { KEPT_SCHEMA, LIVE_SCHEMA, projectionTables } from './storage/schema.js';

/** @param now for tests, the clock of rules and mails */
export function notifier(now = () => new Date()): Projection<NotifierConfig> {
  return {
    name: 'notifier',
    audience: 'rollcall:notifier',
    database: { ...DATABASE, migrations: MIGRATIONS },
    schemas: { live: LIVE_SCHEMA, kept: KEPT_SCHEMA, read: KEPT_SCHEMA },
    settings: notifierConfig,
    tables: projectionTables,
    handlers: (variables) => {
      const settings = ruleSettings(variables);
      return notifierHandlers(() => ({ now: now(), settings }));
    },
    digest: digestNotifier,
    tuning: ({ CONSUMER_GATHER_MS: gatherMs, SMTP_CONCURRENCY }) => ({
      gatherMs,
      formerGroups: ['notifier'],
      writers: 2 + SMTP_CONCURRENCY,
      readers: 6,
    }),
    described: {
      title: 'Rollcall notifier',
      description: 'Which mails were sent, are waiting, or were not sent and why.',
      controllers: [
        DeliveriesController,
        ReportDeliveriesController,
        ConfirmController,
        OperatorController,
        OperatorDeliveriesController,
        ConnectionAddressesController,
        ShadowMailsController,
      ],
      // A link in a mail is a credential of its own.
      open: '/confirm',
    },
    api: ({ settings: { MAIL_FROM: from, DIRECTORY_URL: directory }, reads, operator, pool, failuresAt }) => {
      const confirmDesk: ConfirmDesk = { pool: pool('writer', 'confirm', 2), failures: failuresAt('confirm'), now };
      const resends = pool('reader', 'resend', RESENDS);
      return {
        providers: [
          { provide: Deliveries, useValue: new Deliveries({ reads, resends }, { from, now }) },
          { provide: REPORTS, useValue: reportsAt(directory) },
          { provide: Recipients, useValue: new Recipients(operator, now) },
          { provide: ConnectionAddresses, useValue: new ConnectionAddresses(operator, now) },
          { provide: SHADOW_MAIL_POOL, useValue: operator },
          { provide: CONFIRM_DESK, useValue: confirmDesk },
        ],
        offers: (route) => (route.startsWith('/confirm/') ? ['text/html'] : JSON_ONLY),
      };
    },
    background: (parts) => mailing(parts, now),
  };
}
