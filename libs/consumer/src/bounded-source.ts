import { placeName, type PartitionBatch, type RecordSource } from './source.js';

/** By {@link placeName}: the offset before which a partition ends. A partition that is not named is empty. */
export type Ends = ReadonlyMap<string, bigint>;

/** The source as it was when its partitions ended at `ends`, whatever was written since. */
export function boundedSource(source: RecordSource, ends: Ends): RecordSource {
  return {
    start: (reader) =>
      source.start({
        topics: reader.topics,
        assigned: (partitions) => reader.assigned(partitions),
        async read(batch, control) {
          const end = ends.get(placeName(batch)) ?? 0n;
          if (batch.fetchedFrom >= end) {
            source.pause(batch);
            return;
          }
          await reader.read(until(end, batch), {
            isActive: () => control.isActive(),
            heartbeat: () => control.heartbeat(),
            resolve(next) {
              control.resolve(next);
              // Not before: the reader may have left the batch alone, to be read again from the offset that it seeks.
              if (next >= end) source.pause(batch);
            },
          });
        },
      }),
    stop: () => source.stop(),
    seek: (place, offset) => source.seek(place, offset),
    pause: (place) => source.pause(place),
    clusterId: () => source.clusterId(),
    watermarks: (place) => source.watermarks(place),
    highWatermarks: (topics) => source.highWatermarks(topics),
    problem: () => source.problem(),
  };
}

function until(end: bigint, batch: PartitionBatch): PartitionBatch {
  if (batch.next <= end) return batch;
  return { ...batch, next: end, records: batch.records.filter(({ offset }) => offset < end) };
}
