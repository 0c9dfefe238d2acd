import { SpanStatusCode } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { traceRecord } from './publish-span.js';
import type { OutboxRecord, Publisher, StoredRecord } from './publisher.js';
import { markPlaced, markPublished } from './statements/mark-published.js';

export interface SendOptions {
  readonly publisher: Publisher;
  readonly pool: Pool;
  /** Whether it is kept where each record is: see `createPlaces`. */
  readonly keepsPlaces?: boolean;
}

/**
 * Publishes records and marks each as soon as it is stored: those that wait for a broker that hangs hold up no mark of
 * the others.
 *
 * @returns the error, if there was one, and the records that are not known to be stored
 */
export async function sendAndMark(
  { publisher, pool, keepsPlaces = false }: SendOptions,
  records: readonly OutboxRecord[],
  onStored: (stored: readonly OutboxRecord[]) => void,
): Promise<{ readonly error?: unknown; readonly unsent: readonly OutboxRecord[] }> {
  const traced = new Map(records.map((record) => [record.id, traceRecord(record)]));
  const unsent = new Map(records.map((record) => [record.id, record]));
  const marks: Promise<void>[] = [];
  const note = (stored: readonly StoredRecord[]): void => {
    for (const { id } of stored) {
      unsent.delete(id);
      traced.get(id)?.span?.end();
    }
    onStored(stored);
    const mark = keepsPlaces ? markPlaced(pool, stored) : markPublished(pool, stored);
    // Awaited below; until then a failure is nobody's yet.
    mark.catch(() => undefined);
    marks.push(mark);
  };
  let failure: { readonly error: unknown } | undefined;
  try {
    await publisher.publish(
      [...traced.values()].map(({ record }) => record),
      note,
    );
  } catch (error) {
    failure = { error };
    for (const id of unsent.keys()) traced.get(id)?.span?.setStatus({ code: SpanStatusCode.ERROR }).end();
  }
  await Promise.all(marks);
  return { ...failure, unsent: [...unsent.values()] };
}
