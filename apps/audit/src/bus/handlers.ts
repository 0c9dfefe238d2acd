import { Controller } from '@nestjs/common';
import { ADMIN, GROUPS, PROVISIONING, USERS } from '#contracts';
import { handlerOf, OnTopic, type DeliveryBatch, type Handlers, type Outcome, type Sequenced } from '#consumer';
import { recordBatch } from '../storage/record-batch.js';
import { latestVersions } from '../storage/statements/latest-versions.js';
import { ADMIN_NEED, GROUPS_NEED, PROVISIONING_NEED, USERS_NEED } from './needs.js';

/** What is written to the log: accepted writes of users and groups, refusals, and what operators do. */
export const TOPICS = [USERS, GROUPS, PROVISIONING, ADMIN] as const;

/** An event that leaps is no entry until somebody accepts it: what it says may be forged. */
const SEQUENCE: Sequenced = { known: latestVersions };

/** The same handlers for what runs without Nest: a rebuild, and the release of parked events. */
export const HANDLERS: Handlers = new Map([
  handlerOf(USERS, USERS_NEED, recordBatch, SEQUENCE),
  handlerOf(GROUPS, GROUPS_NEED, recordBatch, SEQUENCE),
  handlerOf(PROVISIONING, PROVISIONING_NEED, recordBatch),
  handlerOf(ADMIN, ADMIN_NEED, recordBatch),
]);

@Controller()
export class TopicsController {
  @OnTopic(USERS, USERS_NEED, SEQUENCE)
  users(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return recordBatch(batch);
  }

  @OnTopic(GROUPS, GROUPS_NEED, SEQUENCE)
  groups(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return recordBatch(batch);
  }

  @OnTopic(PROVISIONING, PROVISIONING_NEED)
  refusals(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return recordBatch(batch);
  }

  @OnTopic(ADMIN, ADMIN_NEED)
  acts(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return recordBatch(batch);
  }
}
