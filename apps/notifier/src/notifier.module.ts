import { Module, type DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { TokenGuard, type TenantReads } from '#service';
import type { NotifierConfig } from './config.js';
import { CONFIRM_DESK, ConfirmController, type ConfirmDesk } from './http/confirm.controller.js';
import { DeliveriesController } from './http/deliveries.controller.js';
import { Deliveries } from './http/deliveries.js';
import { OperatorController } from './http/operator.controller.js';
import { Recipients } from './http/recipients.js';

export interface NotifierParts {
  readonly config: NotifierConfig;
  readonly guard: TokenGuard;
  /** Of the role that the API answers with: each sees one tenant at a time. */
  readonly reads: TenantReads;
  /** The same role, for what it commits. */
  readonly resendPool: Pool;
  /** Of the role that folds, for what an operator does. */
  readonly operatorPool: Pool;
  readonly confirmDesk: ConfirmDesk;
  readonly now: () => Date;
}

@Module({})
export class NotifierModule {
  static with({ config, guard, reads, now, ...parts }: NotifierParts): DynamicModule {
    const { MAIL_FROM: from } = config.env;
    return {
      module: NotifierModule,
      controllers: [DeliveriesController, ConfirmController, OperatorController],
      providers: [
        { provide: Deliveries, useValue: new Deliveries({ reads, resends: parts.resendPool }, { from, now }) },
        { provide: Recipients, useValue: new Recipients(parts.operatorPool, now) },
        { provide: CONFIRM_DESK, useValue: parts.confirmDesk },
        { provide: TokenGuard, useValue: guard },
      ],
    };
  }
}
