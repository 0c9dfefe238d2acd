import { Controller } from '@nestjs/common';
import { GROUPS, PROVISIONING, USERS } from '#contracts';
import { OnTopic, type DeliveryBatch, type Handlers, type Outcome } from '#consumer';
import { recordBatch } from '../storage/record-batch.js';

/** What is written to the log: accepted writes of users and groups, and refusals. */
export const TOPICS = [USERS, GROUPS, PROVISIONING] as const;

/** The same handlers for what runs without Nest: a rebuild, and the release of parked events. */
export const HANDLERS: Handlers = new Map(TOPICS.map(({ name }) => [name, recordBatch]));

@Controller()
export class TopicsController {
  @OnTopic(USERS)
  users(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return recordBatch(batch);
  }

  @OnTopic(GROUPS)
  groups(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return recordBatch(batch);
  }

  @OnTopic(PROVISIONING)
  refusals(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return recordBatch(batch);
  }
}
