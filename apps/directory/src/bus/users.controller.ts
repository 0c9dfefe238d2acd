import { Controller } from '@nestjs/common';
import { OnTopic, type DeliveryBatch, type Outcome } from '#consumer';
import { USERS } from '#contracts';
import { foldUsersTopic, USERS_NEED, USERS_SEQUENCE } from './fold.js';

@Controller()
export class UsersController {
  @OnTopic(USERS, USERS_NEED, USERS_SEQUENCE)
  users(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return foldUsersTopic(batch);
  }
}
