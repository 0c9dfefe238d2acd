import type { ParkedSum } from './statements/sum-parked.js';

/** What `/readyz` says of parked events: `degraded`, because the rest is answered and applied as ever. */
export interface ParkedFinding {
  readonly outcome: 'ok' | 'degraded';
  readonly because: string;
}

/** How many, of which topic, since when, and what to run: topics and counts only. */
export function parkedFinding(projection: string, sums: readonly ParkedSum[]): ParkedFinding {
  if (sums.length === 0) return { outcome: 'ok', because: '' };
  const topics = [...Map.groupBy(sums, ({ topic }) => topic)].map(([topic, ofTopic]) => {
    const kinds = ofTopic.map(({ kind, count }) => `${count} ${kind}`).join(', ');
    return `${kinds} of ${topic} since ${sinceOf(ofTopic)}`;
  });
  const all = sums.reduce((sum, { count }) => sum + count, 0);
  const isStopped = sums.some(({ kind }) => kind === 'stopped');
  const what = `${all === 1 ? '1 event is' : `${all} events are`} set aside`;
  const stands = isStopped ? ', and a partition stands still until a version that can read it comes' : '';
  return {
    outcome: 'degraded',
    because: `${what}${stands}: ${topics.join('; ')}. See: npm run projection -- ${projection} parked list`,
  };
}

function sinceOf(sums: readonly ParkedSum[]): string {
  const first = Math.min(...sums.map(({ since }) => since.getTime()));
  return new Date(first).toISOString();
}
