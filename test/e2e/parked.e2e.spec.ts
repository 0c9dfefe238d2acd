import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { USERS } from '#contracts';
import { openKafka } from '#kafka';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { PROJECTIONS } from '../../deploy/local/service-processes.js';
import { eventually } from '../support/eventually.js';
import { World } from '../support/world.js';

// A command is up to seven processes, of a second each on a quiet machine.
jest.setTimeout(120_000);

const OPERATOR = 'operator@rollcall.test';

const SOON = { timeout: 60_000, every: 200 };

describe('a parked event', () => {
  const teardown = new AsyncDisposableStack();
  let world: World;
  let place = '';

  beforeAll(async () => {
    const notifier = { OPERATOR_MAIL: OPERATOR, WATCH_EVERY_MS: '500', OPERATOR_MAIL_EVERY_MS: '6000' };
    world = teardown.adopt(await World.start({ settings: { notifier } }), (started) => started.stop());
    const [offset] = await writeRaw(world, 'not an event: anna@acme.example');
    place = `${USERS.name}/${offset?.partition}/${offset?.baseOffset}`;
  }, 180_000);
  afterAll(() => teardown.disposeAsync(), 60_000);

  it.each(PROJECTIONS)('makes %s degraded, which still answers, and is counted there', async (name) => {
    const { status, body } = await eventually(
      `${name} is degraded`,
      async () => {
        const answer = await readiness(world, name);
        return answer.body.status === 'degraded' && answer;
      },
      SOON,
    );
    expect(status).toBe(200);
    expect(body.checks).toMatchObject({ parked: 'degraded', database: 'ok' });
    expect(body.because?.parked).toMatch(
      new RegExp(
        `^1 event is set aside: 1 undecodable of ${USERS.name} since .*Z\\. See: npm run projection -- ${name} `,
      ),
    );
    const metrics = await (await fetch(`${world.constellation.internalUrl(name)}/metrics`)).text();
    expect(metrics).toMatch(
      new RegExp(`rollcall_parked_events\\{projection="${name}",topic="${USERS.name}",kind="undecodable"[^}]*\\} 1`),
    );
    expect(metrics + JSON.stringify(body)).not.toContain('anna');
  });

  it('is told to the operator, of all projections in one mail', async () => {
    const [mail] = await eventually(
      'a mail arrives',
      async () => {
        const mails = await operatorMails(world);
        return mails.length > 0 && mails;
      },
      SOON,
    );
    expect(mail?.subject).toMatch(/^Rollcall needs a person: /);
    const said = await eventually(
      'a mail names all of them',
      async () => {
        const all = (await operatorMails(world)).map(({ body }) => body);
        return all.find((body) =>
          PROJECTIONS.every((name) => body.includes(`npm run projection -- ${name} parked list`)),
        );
      },
      SOON,
    );
    expect(said).not.toContain('anna');
  });

  it('is listed by the command for all projections, without personal data', async () => {
    const { code, out } = await command(world, 'all', 'parked', 'list', '--json');
    const listed = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect([code, listed.map(({ projection }) => projection)]).toEqual([0, [...PROJECTIONS]]);
    expect(listed[0]).toMatchObject({ topic: USERS.name, kind: 'undecodable' });
    expect(out).not.toContain('anna');
  });

  it('is shown with its data only when they are asked for', async () => {
    const without = await command(world, 'audit', 'parked', 'show', place);
    const withData = await command(world, 'audit', 'parked', 'show', place, '--data');
    expect([without.code, withData.code]).toEqual([0, 0]);
    expect(without.out).not.toContain('anna');
    expect(withData.out).toContain('not an event: anna@acme.example');
  });

  it('is refused again when it is released as it is', async () => {
    const { code, out, complaint } = await command(world, 'directory', 'parked', 'release', place, '--why', 'a try');
    expect([code, complaint]).toEqual([1, '']);
    expect(out).toMatch(/^directory: not released, 1 of its key still parked: /);
  });

  it('is discarded in all projections by one command, and then all is well, which is told', async () => {
    const unsaid = await command(world, 'all', 'parked', 'discard', place);
    expect([unsaid.code, unsaid.complaint]).toEqual([2, expect.stringContaining('--why')]);
    const { code, out } = await command(world, 'all', 'parked', 'discard', place, '--why', 'a test', '--who', 'kim');
    expect([code, out.trim().split('\n')]).toEqual([0, PROJECTIONS.map((name) => `${name}: discarded`)]);
    // What was found is told for another tenth of a second to all who ask, and the watch asks twice a second.
    for (const name of PROJECTIONS) {
      const { status } = await eventually(
        `${name} is ready`,
        async () => {
          const answer = await readiness(world, name);
          return answer.body.status === 'ready' && answer;
        },
        SOON,
      );
      expect(status).toBe(200);
    }
    const kept = await command(world, 'audit', 'parked', 'list', '--all');
    expect(kept.out).toMatch(/discarded by kim at .*: a test/);
    await eventually(
      'the all-clear arrives',
      async () => {
        return (await operatorMails(world)).some(({ subject }) => subject === 'Rollcall: all is well again');
      },
      SOON,
    );
  });

  it('that is not there, a database that is not, and words that are not are one line each', async () => {
    const gone = await command(world, 'all', 'parked', 'release', `${USERS.name}/0/999999`, '--why', 'x');
    expect([gone.code, gone.complaint]).toEqual([
      1,
      `nothing is parked under ${USERS.name}/0/999999 in any projection\n`,
    ]);
    const away = await run('audit', ['list'], { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' });
    expect([away.code, away.complaint]).toEqual([
      1,
      expect.stringMatching(/^audit: the database cannot be reached .*\n$/),
    ]);
    const unset = await run('notifier', ['list'], { DATABASE_URL: '' });
    expect([unset.code, unset.complaint]).toEqual([
      1,
      expect.stringMatching(/^notifier: DATABASE_URL is not set.*\n$/),
    ]);
    const unknown = await command(world, 'directory', 'parked', 'drop', '1');
    expect([unknown.code, unknown.complaint]).toEqual([2, expect.not.stringContaining(' at ')]);
  });
});

interface Readiness {
  readonly status: string;
  readonly checks: Readonly<Record<string, string>>;
  readonly because?: Readonly<Record<string, string>>;
}

async function readiness(
  world: World,
  name: (typeof PROJECTIONS)[number],
): Promise<{ status: number; body: Readiness }> {
  const answer = await fetch(`${world.constellation.internalUrl(name)}/readyz`);
  return { status: answer.status, body: (await answer.json()) as Readiness };
}

async function operatorMails(world: World): Promise<{ subject: string; body: string }[]> {
  const mails = (await world.constellation.servers.mail.own?.mails()) ?? [];
  return mails
    .filter((mail) => JSON.stringify(mail).includes(OPERATOR))
    .map((mail) => ({ subject: mail.subject ?? '', body: JSON.stringify(mail) }));
}

/** The command with the databases in the environment, as in a container. */
function command(world: World, ...words: readonly string[]): ReturnType<typeof run> {
  const url = (name: (typeof PROJECTIONS)[number]) =>
    world.constellation.process(name).parkedEnvironment.DATABASE_URL ?? '';
  return execute(join(projectRoot(), 'dist/deploy/local/projection.js'), words, {
    DIRECTORY_DATABASE_URL: url('directory'),
    AUDIT_DATABASE_URL: url('audit'),
    NOTIFIER_DATABASE_URL: url('notifier'),
  });
}

function run(app: string, words: readonly string[], env: Record<string, string>) {
  return execute(join(projectRoot(), `dist/apps/${app}/src/main.js`), ['parked', ...words], env);
}

async function execute(entry: string, words: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', entry, ...words], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
  });
  const [out, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, out, complaint };
}

async function writeRaw(world: World, value: string) {
  const producer = openKafka(world.kafka, 'test-parked').producer();
  await producer.connect();
  try {
    return await producer.send({ topic: world.kafka.topicPrefix + USERS.name, messages: [{ key: 'k', value }] });
  } finally {
    await producer.disconnect();
  }
}
