import type { Connection, QueryConfig } from 'pg';

/** What a result of pg knows of its rows by their description (pg 8.23, lib/result.js). */
interface Described {
  readonly fields?: unknown;
  readonly _parsers?: unknown;
  readonly _prebuiltEmptyResultObject?: unknown;
}

/** Of a statement that has no rows. */
const NO_ROWS: Described = {};

/**
 * How the rows of a connection's prepared statements are: told when each runs first. They stay so for as long as it is prepared: the
 * server refuses to run one whose rows would be others (0A000, "cached plan must not change result type").
 */
export class Descriptions {
  readonly #known = new Map<string, Described>();

  /** Undefined where it has to be asked. */
  of(statement: QueryConfig | undefined): Described | undefined {
    return statement?.name === undefined ? undefined : this.#known.get(statement.name);
  }

  /** @param result of pg, which has been told; null: it has no rows */
  note(statement: QueryConfig | undefined, result: Described | null): void {
    if (statement?.name === undefined || this.#known.has(statement.name)) return;
    if (result === null) this.#known.set(statement.name, NO_ROWS);
    else {
      const { fields, _parsers, _prebuiltEmptyResultObject } = result;
      this.#known.set(statement.name, { fields, _parsers, _prebuiltEmptyResultObject });
    }
  }
}

/** Takes what queries of pg say on a connection, to be sent as one message. */
export class Collector {
  readonly descriptions = new Descriptions();
  /** The connection itself, but what is said on it is kept, and no statement ends the request. */
  readonly connection: Connection;
  /** Whether what is said next asks how its rows are. */
  describes = true;
  #message: Buffer[] = [];

  constructor(connection: Connection) {
    const nothing = (): void => undefined;
    const write = (part: Buffer): boolean => this.#message.push(part) > 0;
    const stream = { writable: true, write, cork: nothing, uncork: nothing };
    const ask: Connection['describe'] = (message, more): void => {
      if (this.describes) connection.describe.call(this.connection, message, more);
    };
    const own = { stream: { value: stream }, sync: { value: nothing }, describe: { value: ask } };
    this.connection = Object.create(connection, own) as Connection;
  }

  /** What was said before, and not sent, is of no more use. */
  begin(): void {
    this.#message = [];
  }

  /** All of it, with the end of the request. */
  take(): Buffer {
    this.#message.push(SYNC);
    return Buffer.concat(this.#message);
  }
}

/** The message without a body that ends a request (PostgreSQL, "Message Formats"). */
const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);

const collectors = new WeakMap<Connection, Collector>();

/** Made once for a connection. */
export function collectorOf(connection: Connection): Collector {
  const known = collectors.get(connection);
  if (known !== undefined) return known;
  const collector = new Collector(connection);
  collectors.set(connection, collector);
  return collector;
}
