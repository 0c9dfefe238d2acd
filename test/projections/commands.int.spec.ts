import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { APP_DATABASES } from '../../deploy/local/set-up/app-databases.js';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { PROJECTIONS } from '../../deploy/local/service-processes.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testKafka, type TestKafka } from '../support/kafka.js';

// Each command is a process of a second or two.
jest.setTimeout(60_000);

const HASH = expect.stringMatching(/^[0-9a-f]{64}$/);
const DIGEST = { sha256: HASH, rows: expect.any(Number) };

let kafka: TestKafka;
beforeAll(async () => {
  kafka = await testKafka();
});
afterAll(() => kafka.drop());

describe('digest and rebuild', () => {
  it.each(PROJECTIONS)(
    'of %s answer a program in the same words and exit codes as of every projection',
    async (name) => {
      const { migrations, ...app } = APP_DATABASES[name];
      const database: TestDatabase<string> = await createTestDatabase<string>(app, migrations);
      const settings = {
        DATABASE_URL: database.url(name),
        OWNER_DATABASE_URL: database.ownerUrl,
        KAFKA_BROKERS: kafka.settings.brokers.join(','),
        KAFKA_TOPIC_PREFIX: kafka.settings.topicPrefix,
      };
      const ended = await Promise.all([
        run(name, ['rebuild', '--check', '--json'], settings),
        run(name, ['digest', '--json'], settings),
      ]);
      await database.drop();
      expect(ended.map(({ code, out }) => [code, JSON.parse(out)])).toEqual([
        [
          0,
          {
            projection: name,
            live: DIGEST,
            rebuilt: DIGEST,
            isEqual: true,
            difference: null,
            parked: 0,
            isSwapped: false,
            kept: null,
            // Nothing was ever read here, so up to there all is folded.
            folded: { events: 0, seconds: expect.any(Number), parked: 0 },
          },
        ],
        [0, { projection: name, ...DIGEST }],
      ]);
    },
  );

  it.each([
    [['digest', '--jsno'], 2, '', /^no digest: Unknown option '--jsno'; digest \[--json\]: .+\n$/],
    [['rebuild', 'now'], 2, '', /^no rebuild: Unexpected argument 'now'; rebuild \[--check\] \[--json\]: .+\n$/],
    [['digest', '--help'], 0, expect.stringMatching(/^digest \[--json\]: /), /^$/],
    [['rebuild', '-h'], 0, expect.stringMatching(/^rebuild \[--check\] \[--json\]: /), /^$/],
    [['parked', 'constructor', '--json'], 2, '', /^parked constructor: list, show, release or discard\n/],
  ])('answer %j with %i, and say what may be said', async (words, code, out, complaint) => {
    expect(await run('directory', words, {})).toEqual({ code, out, complaint: expect.stringMatching(complaint) });
  });

  it('are told from other words', async () => {
    expect(await run('directory', ['toString'], {})).toEqual({
      code: 2,
      out: '',
      complaint: 'directory: toString: no words for the service, or parked, digest or rebuild\n',
    });
  });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly complaint: string;
}

function run(name: string, words: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ended> {
  const entry = join(projectRoot(), 'dist', 'apps', name, 'src', 'main.js');
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...settings };
  const args = ['--disable-warning=TimeoutNegativeWarning', entry, ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, out, complaint) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, complaint }),
    );
  });
}
