import type { Relay } from '#outbox';
import type { Finding } from '#service';

/** A stopped lane stops nobody else, and does not mend itself: `degraded`, which the operator is told of. */
export function outboxFinding({ stoppedLanes, trouble }: Pick<Relay, 'stoppedLanes' | 'trouble'>): Finding {
  if (stoppedLanes.length > 0) {
    const lanes =
      stoppedLanes.length === 1 ? `lane ${stoppedLanes[0]} stands` : `lanes ${stoppedLanes.join(', ')} stand`;
    return {
      outcome: 'degraded',
      because:
        `${lanes} still: Kafka refuses an event for its size, and what follows it waits. ` +
        'Raise max.message.bytes of the topic that the log of the relay names; it is tried again every 30 s',
    };
  }
  return trouble === null ? { outcome: 'ok', because: '' } : { outcome: 'failed', because: trouble };
}
