import type { QueryResultRow } from 'pg';
import type { KafkaSettings } from '#kafka';
import type { Constellation } from '../../deploy/local/constellation.js';
import type { AppName } from '../../deploy/local/service-processes.js';

/** What a world is judged by. */
export interface Evidence {
  readonly constellation: Constellation;
  readonly kafka: KafkaSettings;
  /** A URL of an app's database as the server's superuser, who sees every row. */
  ownerUrl(app: AppName): string;
  /** One statement in an app's database, as its owner. */
  query<Row extends QueryResultRow = QueryResultRow>(app: AppName, sql: string, values?: unknown[]): Promise<Row[]>;
}
