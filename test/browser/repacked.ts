import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;
const TYPE = 4;
/** Beside its data a chunk has its length, its type and a sum. */
const FRAME = 12;
/** Red, green, blue; with how much shines through. */
const BYTES_OF: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/**
 * The same picture in fewer bytes: without the filters of its rows, which suit photographs. Pages, whose colours are flat, take
 * an eighth to a quarter less without.
 */
export function repacked(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const header = chunks[0]?.data ?? Buffer.alloc(0);
  const bytes = BYTES_OF[header[9] ?? 0];
  if (bytes === undefined) return png;
  const rows = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  unfilter(rows, bytes * header.readUInt32BE(0), bytes);
  const packed = chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 }));
  const others = chunks.filter(({ type }) => type !== 'IDAT').map(({ type, data }) => chunk(type, data));
  return Buffer.concat([png.subarray(0, SIGNATURE), ...others.slice(0, -1), packed, ...others.slice(-1)]);
}

/** PNG §9.2, in place: afterwards each row has the filter None. */
function unfilter(rows: Buffer, width: number, bytes: number): void {
  for (let start = 0; start < rows.length; start += width + 1) {
    const filter = rows[start] ?? 0;
    rows[start] = 0;
    for (let x = 1; x <= width; x += 1) {
      const at = start + x;
      const left = x > bytes ? (rows[at - bytes] ?? 0) : 0;
      const above = start > 0 ? (rows[at - width - 1] ?? 0) : 0;
      const corner = x > bytes && start > 0 ? (rows[at - width - 1 - bytes] ?? 0) : 0;
      rows[at] = ((rows[at] ?? 0) + foretold(filter, left, above, corner)) & 255;
    }
  }
}

function foretold(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return paeth(left, above, corner);
    default:
      return 0;
  }
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((one) => Math.abs(guess - one)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + TYPE, at + 2 * TYPE);
    chunks.push({ type, data: png.subarray(at + 2 * TYPE, at + 2 * TYPE + length) });
    at += length + FRAME;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 2 * TYPE);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, TYPE);
  framed.writeUInt32BE(crc32(named), named.length + TYPE);
  return framed;
}
