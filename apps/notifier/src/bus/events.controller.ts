import { Controller, Inject } from '@nestjs/common';
import { OnTopic, type DeliveryBatch, type Outcome } from '#consumer';
import { ADMIN, PROVISIONING, USERS } from '#contracts';
import type { RuleContext } from '../rules/settings.js';
import {
  ADMIN_NEED,
  ADMIN_SEQUENCE,
  foldAdminBatch,
  foldProvisioningBatch,
  foldUsersBatch,
  PROVISIONING_NEED,
  USERS_NEED,
  USERS_SEQUENCE,
} from './fold.js';

/** `() => RuleContext`: the moment, and the settings. */
export const RULE_CONTEXT = Symbol('when the rules are asked, and with which settings');

@Controller()
export class EventsController {
  constructor(@Inject(RULE_CONTEXT) private readonly context: () => RuleContext) {}

  @OnTopic(USERS, USERS_NEED, USERS_SEQUENCE)
  users(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return foldUsersBatch(batch, this.context());
  }

  @OnTopic(PROVISIONING, PROVISIONING_NEED)
  provisioning(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return foldProvisioningBatch(batch, this.context());
  }

  @OnTopic(ADMIN, ADMIN_NEED, ADMIN_SEQUENCE)
  admin(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return foldAdminBatch(batch, this.context());
  }
}
