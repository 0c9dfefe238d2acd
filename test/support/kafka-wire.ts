/** As much of Kafka's protocol as a scripted broker needs: big-endian integers, texts, lists, record batches. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8 = (): number => this.#take(1).readInt8();
  int16 = (): number => this.#take(2).readInt16BE();
  int32 = (): number => this.#take(4).readInt32BE();
  int64 = (): bigint => this.#take(8).readBigInt64BE();

  /** The next number, left where it is. */
  peekInt16(): number {
    return this.#bytes.readInt16BE(this.#at);
  }

  text(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#take(length).toString();
  }

  blob(): Buffer {
    return this.#take(Math.max(0, this.int32()));
  }

  list<Item>(item: () => Item): Item[] {
    return Array.from({ length: Math.max(0, this.int32()) }, item);
  }

  /** A zigzag number of variable length, as record batches use them. */
  varint(): number {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#take(1).readUInt8();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number((value >> 1n) ^ -(value & 1n));
    }
  }

  bytesOf(length: number): Buffer {
    return this.#take(Math.max(0, length));
  }

  #take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    if (taken.length < length) throw new Error('the request ends early');
    this.#at += length;
    return taken;
  }
}

export const wire = {
  int8: (value: number): Buffer => Buffer.from(Int8Array.of(value).buffer),
  bool: (value: boolean): Buffer => Buffer.of(value ? 1 : 0),
  int16(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    bytes.writeInt16BE(value);
    return bytes;
  },
  int32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  },
  int64(value: bigint): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    return bytes;
  },
  text: (value: string): Buffer => Buffer.concat([wire.int16(Buffer.byteLength(value)), Buffer.from(value)]),
  none: (): Buffer => wire.int16(-1),
  list: (items: readonly Buffer[]): Buffer => Buffer.concat([wire.int32(items.length), ...items]),
};

/** One record batch (magic 2): its producer's id and sequence, and the values of its records. */
export interface RecordBatch {
  readonly producerId: bigint;
  readonly sequence: number;
  readonly values: readonly string[];
}

export function readBatch(bytes: Buffer): RecordBatch {
  const reader = new WireReader(bytes);
  reader.bytesOf(8 + 4 + 4 + 1 + 4 + 2 + 4 + 8 + 8); // base offset … max timestamp
  const producerId = reader.int64();
  reader.int16(); // epoch
  const sequence = reader.int32();
  const values = reader.list(() => {
    reader.varint(); // length
    reader.int8(); // attributes
    reader.varint(); // timestamp
    reader.varint(); // offset
    reader.bytesOf(reader.varint()); // key
    const value = reader.bytesOf(reader.varint()).toString();
    for (let headers = reader.varint(); headers > 0; headers -= 1) {
      reader.bytesOf(reader.varint());
      reader.bytesOf(reader.varint());
    }
    return value;
  });
  return { producerId, sequence, values };
}
