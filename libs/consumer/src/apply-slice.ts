import type { TopicHandler } from './delivery.js';
import type { Instruments } from './instruments.js';
import { callHandler } from './middleware/call-handler.js';
import { deduplicate } from './middleware/deduplicate.js';
import { holdBack } from './middleware/hold-back.js';
import { keepOffset } from './middleware/keep-offset.js';
import { keepSequence } from './middleware/keep-sequence.js';
import { measure } from './middleware/measure.js';
import { openTransaction } from './middleware/open-transaction.js';
import { park } from './middleware/park.js';
import { passEnded } from './middleware/pass-ended.js';
import { passErased } from './middleware/pass-erased.js';
import { trace } from './middleware/trace.js';
import type { Handle, Slice } from './pipeline.js';
import type { OpenTransaction } from './shared-transactions.js';
import { askOf } from './ask-of.js';

/**
 * What happens to a slice, outermost first. The order is the argument:
 * - trace, then measure, outside the transaction: they see whether it committed;
 * - the offset before anything else in it: its row is the lock, and what is older must not touch the rest;
 * - deduplicate before anything that could park: a second copy of a parked event is not parked again;
 * - what belongs to a tenant that has ended, or to what was erased, passes before all that keeps anything of it;
 * - the sequence around what parks: a gap that comes next is applied past everything that is parked before it;
 * - park around hold-back and handler: it writes down what both refuse;
 * - hold back before the handler: an event must not overtake a parked one of its key that it needs.
 */
export function applySlice({ open, instruments, isTraced }: Means, handler: TopicHandler): Handle<Slice> {
  const inOrder = keepSequence(handler)(park(holdBack(handler)(callHandler(handler))));
  const inside = keepOffset(deduplicate(passEnded(passErased(inOrder))));
  const measured = measure(instruments)(openTransaction(open, askOf(handler))(inside));
  return isTraced ? trace(measured) : measured;
}

interface Means {
  readonly open: OpenTransaction;
  readonly instruments: Instruments;
  readonly isTraced: boolean;
}
