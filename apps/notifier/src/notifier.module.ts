import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { KeySet, tableKeyCache, TableRevocations, TokenGuard, type Logger } from '#service';
import { EventsController, RULE_CONTEXT } from './bus/events.controller.js';
import type { NotifierConfig } from './config.js';
import { DeliveriesController } from './http/deliveries.controller.js';
import { Deliveries } from './http/deliveries.js';
import type { RuleContext } from './rules/settings.js';

export interface NotifierParts {
  readonly config: NotifierConfig;
  /** Of the role that folds: it keeps the issuer's keys, which the readers' only reads. */
  readonly pool: Pool;
  readonly isCatchingUp: () => boolean;
  /** Of the role that the API answers with: sees one tenant at a time. */
  readonly readerPool: Pool;
  /** The same role, for what it commits. */
  readonly resendPool: Pool;
  readonly logger: Logger;
  readonly now: () => Date;
}

@Module({})
export class NotifierModule {
  static with({ config, pool, isCatchingUp, readerPool, resendPool, logger, now }: NotifierParts): DynamicModule {
    const { JWKS_URL: url, TOKEN_ISSUER: issuer, MAIL_FROM: from } = config.env;
    const keys = new KeySet({ url, cache: tableKeyCache({ reads: readerPool, writes: pool }, url), logger });
    const revocations = new TableRevocations(readerPool);
    const tokens = { issuer, audience: 'rollcall:notifier', keys, revocations, isCatchingUp };
    return {
      module: NotifierModule,
      controllers: [EventsController, DeliveriesController],
      providers: [
        { provide: RULE_CONTEXT, useValue: (): RuleContext => ({ now: now(), settings: config.rules }) },
        { provide: Deliveries, useValue: new Deliveries({ reads: readerPool, resends: resendPool }, { from, now }) },
        { provide: TokenGuard, useValue: new TokenGuard(tokens) },
      ],
    };
  }
}
