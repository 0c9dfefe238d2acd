import type { Client, Connection, Submittable } from 'pg';

/** What of a connection pg has and its types do not. */
interface Copying {
  readonly query: (text: string) => void;
  readonly sendCopyFromChunk: (chunk: Buffer) => void;
  readonly endCopyFrom: () => void;
}

/** `copy … from stdin` with rows that are there already (protocol 3, COPY Operations). pg calls a query of its own kind by these names. */
class CopyIn implements Submittable {
  readonly done = Promise.withResolvers<undefined>();
  #failure: Error | undefined;

  constructor(
    readonly text: string,
    readonly rows: Buffer,
  ) {}

  submit(connection: Connection): void {
    copying(connection).query(this.text);
  }

  handleCopyInResponse(connection: Connection): void {
    copying(connection).sendCopyFromChunk(this.rows);
    copying(connection).endCopyFrom();
  }

  handleCommandComplete(): void {
    // What it says is the number of rows.
  }

  handleError(error: Error): void {
    this.#failure = error;
    this.done.reject(error);
  }

  handleReadyForQuery(): void {
    if (this.#failure === undefined) this.done.resolve(undefined);
  }
}

function copying(connection: Connection): Copying {
  return connection as unknown as Copying;
}

/** @param rows in the text format, a line each */
export async function copyIn(client: Client, table: string, columns: readonly string[], rows: string): Promise<void> {
  if (rows === '') return;
  const copy = new CopyIn(`copy ${table} (${columns.join(', ')}) from stdin`, Buffer.from(rows));
  client.query(copy);
  await copy.done.promise;
}

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A line of the text format. */
export function copyLine(values: readonly unknown[]): string {
  return `${values.map(copyValue).join('\t')}\n`;
}

const NO_TEXT = 'COPY is given texts, numbers and truths: write everything else as a text before';

function copyValue(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') throw new Error(NO_TEXT);
  return String(value).replace(/[\\\n\r\t]/g, (character) => ESCAPED[character] ?? character);
}
