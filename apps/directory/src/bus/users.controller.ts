import { Controller, Inject } from '@nestjs/common';
import { OnTopic, type BatchHandler, type DeliveryBatch, type Outcome } from '#consumer';
import { USERS, type UserEvent } from '#contracts';
import { foldUsersTopic, USERS_NEED } from './fold.js';

/** Told of an event that came although one before it has not been seen. */
export const ON_GAP = Symbol('what to do about a gap');

@Controller()
export class UsersController {
  readonly #fold: BatchHandler;

  constructor(@Inject(ON_GAP) onGap: (event: UserEvent) => void) {
    this.#fold = foldUsersTopic(onGap);
  }

  @OnTopic(USERS, USERS_NEED)
  users(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return this.#fold(batch);
  }
}
