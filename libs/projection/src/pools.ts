import type { Pool } from 'pg';
import { BY_INDEX, openPool, REPEATABLE, withSearchPath, withSettings } from '#postgres';
import type { Logger } from '#service';
import { ACTS_SCHEMA } from './acts.js';
import type { Schemas } from './projection.js';
import type { ProjectionSettings } from './settings.js';

type Urls = Pick<ProjectionSettings, 'DATABASE_URL' | 'READER_DATABASE_URL'>;

/** What the role that folds finds its tables by. */
export function writerPath({ live, kept }: Schemas): string {
  return [live, ...(kept === undefined ? [] : [kept]), ACTS_SCHEMA].join(',');
}

/** Connections apart from each other: who waits for one holds up nobody else. */
export class Pools {
  readonly #opened: Pool[] = [];

  constructor(
    readonly name: string,
    readonly urls: { readonly writer: string; readonly reader: string },
    readonly logger: Logger,
  ) {}

  static of(
    { name, schemas }: { readonly name: string; readonly schemas: Schemas },
    urls: Urls,
    logger: Logger,
  ): Pools {
    const { live, read = live } = schemas;
    const writer = withSearchPath(urls.DATABASE_URL, writerPath(schemas));
    return new Pools(
      name,
      { writer, reader: withSearchPath(urls.READER_DATABASE_URL, `${read},${ACTS_SCHEMA}`) },
      logger,
    );
  }

  /**
   * For batches of events: their first statements are sent together, and their plans are kept.
   *
   * @param isRepeatable a batch that a crash has taken back is read again: its offset went with it, the topic has its events
   *   still, and the first slice that comes begins after the stored offset, so the partition is sought there
   */
  openFolding(max: number, isRepeatable: boolean): Pool {
    const url = withSettings(this.urls.writer, isRepeatable ? [...BY_INDEX, ...REPEATABLE] : BY_INDEX);
    return this.#adopt(openPool({ url, applicationName: this.name, max, pipeline: true, ...this.#heard }));
  }

  /** @param use what `pg_stat_activity` and the metrics call it, after the projection's name */
  open(role: 'writer' | 'reader', use: string, max: number): Pool {
    return this.#adopt(openPool({ url: this.urls[role], applicationName: `${this.name}-${use}`, max, ...this.#heard }));
  }

  get #heard(): { onIdleError: (error: Error) => void } {
    return { onIdleError: (err) => this.logger.warn({ err }, 'an idle database connection was lost') };
  }

  #adopt(pool: Pool): Pool {
    this.#opened.push(pool);
    return pool;
  }

  async end(): Promise<void> {
    await Promise.all(this.#opened.map((pool) => pool.end()));
  }
}
