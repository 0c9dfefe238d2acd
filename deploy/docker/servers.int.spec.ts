import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Partitioners } from 'kafkajs';
import { Client } from 'pg';
import { ADMIN, GROUPS } from '#contracts';
import { diagnose, kafkaSettings, openKafka } from '#kafka';
import { composeService } from '../../test/image/compose.js';
import { type Servers, startServers } from '../../test/image/servers.js';
import { KAFKA_USERS } from '../local/set-up/kafka-users.js';
import { projectRoot } from '../local/parts/project-root.js';

type Environment = Readonly<Record<string, string>>;

describe("docker-compose.yml's PostgreSQL and Kafka, as programs of this machine", () => {
  let scratch: string;
  let servers: Servers;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'rollcall-compose-'));
    servers = await startServers(scratch);
    expect(await runOnce('kafka-users')).toEqual({ code: 0, complaint: '' });
    expect(await runOnce('set-up')).toEqual({ code: 0, complaint: '' });
  }, 300_000);
  afterAll(async () => {
    await servers.stop();
    await rm(scratch, { recursive: true, force: true });
  }, 60_000);

  /** A service's environment as the compose file has it, where things are here. */
  function environmentOf(name: string): Environment {
    const { environment } = composeService(name, servers.secrets);
    const places = { ...servers.places, '/etc/rollcall/': `${servers.tls}/`, '/run/tls/': `${servers.tls}/` };
    const here = (value: string): string =>
      Object.entries(places).reduce((found, [there, place]) => found.replaceAll(there, place), value);
    return Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, here(String(value))]));
  }

  async function runOnce(name: 'kafka-users' | 'set-up'): Promise<{ code: number | null; complaint: string }> {
    const [, script = ''] = composeService(name, servers.secrets).command;
    const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', join(projectRoot(), script)], {
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        ...environmentOf(name),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [complaint, [code]] = await Promise.all([
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    return { code, complaint };
  }

  it('are set up a second time, too', async () => {
    expect(await runOnce('kafka-users')).toEqual({ code: 0, complaint: '' });
    expect(await runOnce('set-up')).toEqual({ code: 0, complaint: '' });
  }, 60_000);

  it.each(['relay', 'directory', 'audit', 'notifier'])(
    'know %s as a user of its own, who may do what it needs',
    async (name) => {
      const environment = environmentOf(name);
      expect(environment.KAFKA_SASL_USERNAME).toBe(KAFKA_USERS[name as keyof typeof KAFKA_USERS]);
      const producer = openKafka(kafkaSettings(environment), 'spec', undefined, { retry: { retries: 0 } }).producer({
        createPartitioner: Partitioners.DefaultPartitioner,
        retry: { retries: 0 },
      });
      await producer.connect();
      const sent = producer.send({ topic: GROUPS.name, messages: [{ value: 'x' }] });
      if (name === 'relay') await sent;
      else await expect(sent).rejects.toThrow(/not authorized/i);
      await producer.disconnect();
    },
  );

  it('let people of this machine read along at the published port', async () => {
    const env = {
      ...environmentOf('relay'),
      KAFKA_BROKERS: servers.outside,
      KAFKA_SASL_USERNAME: KAFKA_USERS.reader,
      KAFKA_SASL_PASSWORD: servers.secrets.KAFKA_READER_PASSWORD ?? '',
    };
    const admin = openKafka(kafkaSettings(env), 'spec').admin();
    await admin.connect();
    expect(await admin.fetchTopicOffsets(ADMIN.name)).not.toHaveLength(0);
    await admin.disconnect();
    expect(await diagnose(kafkaSettings({ KAFKA_BROKERS: servers.outside }))).toEqual([
      expect.stringContaining('speaks TLS'),
    ]);
  });

  it('take each role by TLS 1.3 with their own certificate, and nobody without', async () => {
    const { DATABASE_URL: url = '' } = environmentOf('scim-api');
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('select version from pg_stat_ssl where pid = pg_backend_pid()');
    await client.end();
    expect(rows).toEqual([{ version: 'TLSv1.3' }]);
    const [plain = ''] = url.split('?');
    await expect(new Client({ connectionString: plain }).connect()).rejects.toMatchObject({ code: '28000' });
  });
});
