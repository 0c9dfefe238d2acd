import { Controller } from '@nestjs/common';
import { OnTopic, type DeliveryBatch, type Outcome } from '#consumer';
import { ADMIN } from '#contracts';
import { ADMIN_NEED, keepRevocations } from './fold.js';

@Controller()
export class AdminController {
  @OnTopic(ADMIN, ADMIN_NEED)
  admin(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return keepRevocations(batch);
  }
}
