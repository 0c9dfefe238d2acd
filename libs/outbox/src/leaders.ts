import { Partitioners, type ICustomPartitioner, type Message, type PartitionMetadata } from 'kafkajs';

/** A message of which is decided where it goes. kafkajs keeps to `partition`. */
export interface PlacedMessage extends Message {
  readonly topic: string;
  readonly partition: number;
}

/** To a producer of kafkajs a message for this partition is one for nobody: it is not sent. */
export const NOWHERE = -1;

/**
 * Which broker leads which partition, as one producer of kafkajs knows it. kafkajs tells its partitioner and nobody else.
 *
 * Each record is given its partition here, once, and keeps it: kafkajs would choose anew at each try, and put a record
 * elsewhere if the number of partitions had changed in between.
 */
export class Leaders {
  readonly #partitions = new Map<string, readonly PartitionMetadata[]>();
  readonly #byKey = Partitioners.DefaultPartitioner();

  readonly createPartitioner: ICustomPartitioner =
    () =>
    ({ topic, partitionMetadata, message }) => {
      this.#partitions.set(topic, partitionMetadata);
      return message.partition ?? NOWHERE;
    };

  unknown(topics: Iterable<string>): string[] {
    return [...topics].filter((topic) => !this.#partitions.has(topic));
  }

  place(topic: string, message: Message): PlacedMessage {
    const partitionMetadata = [...(this.#partitions.get(topic) ?? [])];
    return { ...message, topic, partition: this.#byKey({ topic, partitionMetadata, message }) };
  }

  /** The broker that leads the message's partition; undefined where none is known. */
  of({ topic, partition }: PlacedMessage): number | undefined {
    return this.#partitions.get(topic)?.find(({ partitionId }) => partitionId === partition)?.leader;
  }
}
