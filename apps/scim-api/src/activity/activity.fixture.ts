import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { TestScimApi } from '../scim-api.fixture.js';
import { ACTIVITY_DATABASE, ACTIVITY_MIGRATIONS } from './storage/database.js';

export interface StoredRequest {
  readonly operation: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly outcome: string;
  readonly code: string | null;
  readonly place: string | null;
  readonly user_name: string | null;
  readonly external_id: string | null;
  readonly resource_id: string | null;
  readonly matched: number | null;
  readonly version: number | null;
  readonly event_id: string | null;
  readonly topic: string | null;
  readonly changed: string | null;
  readonly ms: number | null;
}

/** scim-api that records its activity, and the owner of that database to look with. */
export class TestActivity {
  readonly api: TestScimApi;
  readonly database: TestDatabase<'activity'>;
  readonly owner: Client;

  private constructor(parts: Pick<TestActivity, 'api' | 'database' | 'owner'>) {
    ({ api: this.api, database: this.database, owner: this.owner } = parts);
  }

  /** @param through rewrites the URL of the activity's database, to stand in its way */
  static async start(
    through: (url: string) => string = (url) => url,
    settings: Readonly<Record<string, string>> = {},
    onLine?: (line: string) => void,
  ): Promise<TestActivity> {
    const database = await createTestDatabase(ACTIVITY_DATABASE, ACTIVITY_MIGRATIONS);
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const ACTIVITY_DATABASE_URL = through(database.url('activity'));
    const api = await TestScimApi.start(undefined, onLine, { ...settings, ACTIVITY_DATABASE_URL });
    return new TestActivity({ api, database, owner });
  }

  /** What is stored of a request, the request itself first. */
  async of(requestId: string): Promise<readonly StoredRequest[]> {
    const { rows } = await this.owner.query<StoredRequest>(
      'select * from requests where request_id = $1 order by operation',
      [requestId],
    );
    return rows;
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await this.owner.end();
    await this.database.drop();
  }
}
