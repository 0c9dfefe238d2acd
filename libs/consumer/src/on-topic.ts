import { Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { Topic, TopicName } from '#contracts';
import type { BatchHandler, NeedsOn } from './delivery.js';
import type { Sequenced } from './sequence.js';

/** In a handler's extras: says that what it throws reaches the transport as it was thrown. */
export const RETHROWS = 'rollcall.rethrows';
/** In a handler's extras: what its effects need, by type. */
export const NEEDS = 'rollcall.needs';
/** In a handler's extras: what it says of the versions of its resources. */
export const SEQUENCE = 'rollcall.sequence';

/** Hands an error on as it is. Nest's own filter would replace it by "Internal server error", and log its text. */
@Catch()
class RethrowFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Marks the controller method that takes a topic's batches: `(batch: DeliveryBatch) => Promise<readonly Outcome[]>`, and
 * says for each type what its effect needs of the events before it, and, where resources count their versions, what it
 * has of them.
 * It is `@EventPattern(topic.name)` with the filter without which a failure of the database could not be told from a
 * fault of the event; the transport refuses to start with a plain `@EventPattern`.
 */
export function OnTopic<Name extends TopicName>(
  topic: Topic<Name>,
  needs: NeedsOn<Name>,
  sequence?: Sequenced,
): BatchMethodDecorator {
  return (target, name, method) => {
    EventPattern<string>(topic.name, { [RETHROWS]: true, [NEEDS]: needs, [SEQUENCE]: sequence })(target, name, method);
    UseFilters(RethrowFilter)(target, name, method);
  };
}

type BatchMethodDecorator = <Method extends BatchHandler>(
  target: object,
  name: string | symbol,
  method: TypedPropertyDescriptor<Method>,
) => void;
