import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DOMAIN } from '../../apps/entra-simulator/src/source/company.js';
import { Entra } from '../../deploy/local/demonstration/entra.js';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { PROCESS_NAMES } from '../../deploy/local/service-processes.js';
import { goldenFiles, recordGolden } from '../golden/record.js';
import { ENDING } from '../golden/traffic.js';
import { eventually } from '../support/eventually.js';
import { newUser, type Ledger } from '../support/load.js';
import { namesAskedFor, namesShown } from '../support/metric-names.js';
import { TraceCollector, type CollectedSpan } from '../support/trace-collector.js';
import { readPublished } from '../support/published.js';
import type { Answer } from '../support/scim-client.js';
import { World, type TestTenant } from '../support/world.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SILENT = { during: (_what: string, _total: number, work: (step: () => void) => Promise<void>) => work(() => {}) };
const NOTHING: Ledger = {
  acknowledged: new Map(),
  deleted: new Set(),
  refused: new Set(),
  writes: 0,
  unknown: 0,
  wrong: [],
};

describe('the pipeline', () => {
  const teardown = new AsyncDisposableStack();
  let world: World;
  let collector: TraceCollector;
  let acme: TestTenant;
  let other: TestTenant;

  beforeAll(async () => {
    collector = teardown.adopt(await TraceCollector.start(), (started) => started.stop());
    const settings = { all: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '200', ...ENDING } };
    world = teardown.adopt(await World.start({ settings }), (started) => started.stop());
    acme = await world.openTenant('acme');
    other = await world.openTenant('other');
  }, 180_000);
  afterAll(() => teardown.disposeAsync(), 60_000);

  it('brings an initial and an incremental cycle to the directory, the audit log and the inbox', async () => {
    await world.admin.verifyDomain(acme.id, DOMAIN, 'its people are mailed there');
    const entra = new Entra(join(world.dir, 'entra-simulator'), SILENT);
    entra.hire(24, acme.scim);
    await entra.cycle();
    await world.quiet();
    await eventually('the digest is sent', async () => (await templates(world, acme)).includes('initial-cycle'), {
      timeout: 60_000,
      every: 200,
    });
    entra.move(24);
    await entra.cycle();
    await world.quiet();
    const employees = await items(world, acme, 'directory', '/employees?limit=200');
    const left = employees.filter(({ active }) => active === false);
    const led = employees.filter(({ managerId }) => managerId !== null);
    expect([employees.length, left.length, led.length]).toEqual([24, 3, 23]);
    const disabled = await items(world, acme, 'audit', '/entries?type=rollcall.UserDeprovisioned&limit=200');
    expect(disabled).toHaveLength(3);
    await eventually('three managers hear of a leaver', async () => (await templates(world, acme)).length === 4, {
      timeout: 60_000,
      every: 200,
    });
    expect(await world.proof(NOTHING)).toEqual([]);
  }, 300_000);

  it('takes the standard dialect as it takes the old one', async () => {
    const scim = world.scim(acme);
    const { body } = await scim.post('Users', newUser('dialects@acme.example'));
    const user = `Users/${String(body?.id)}`;
    await scim.patch(user, [{ op: 'Replace', path: 'active', value: 'False' }]);
    const enabled = await scim.patch(user, [{ op: 'replace', value: { active: true, title: 'Pilot' } }]);
    scim.close();
    expect(enabled.body).toMatchObject({ active: true, title: 'Pilot', meta: { version: 'W/"3"' } });
    await world.quiet();
    const found = await world.read(acme, 'directory', `/employees/${String(body?.id)}`);
    expect(found).toMatchObject({ status: 200, body: { active: true, title: 'Pilot', version: 3 } });
  }, 180_000);

  it('says of each request what followed, and where Kafka has it', async () => {
    const scim = world.scim(acme);
    const [person, group] = [newUser('followed@acme.example'), { schemas: [GROUP], displayName: 'Followed' }];
    const answers = [
      await scim.post('Users', person),
      await scim.post('Users', person),
      await scim.post('Groups', group),
      await scim.post('Bulk', {
        schemas: [BULK],
        Operations: [creation('/Groups', { ...group, displayName: 'Bulk' }), creation('/Users', person)],
      }),
    ];
    scim.close();
    expect(answers.map(({ status }) => status)).toEqual([201, 409, 201, 200]);
    const followed = (await Promise.all(answers.map((answer) => followedBy(world, acme, answer)))).flat();
    const [users, groups, refusals] = ['rollcall.users.v1', 'rollcall.groups.v1', 'rollcall.provisioning.v1'];
    expect(followed.map(({ topic }) => topic).toSorted()).toEqual([groups, groups, refusals, refusals, users]);
    await world.quiet();
    const published = await readPublished(world.kafka);
    const later = (await Promise.all(answers.map((answer) => followedBy(world, acme, answer)))).flat();
    for (const { eventId, topic, audit, partition: at, offset: told } of later) {
      const { kafka } = (await world.read(acme, 'audit', audit)).body as { kafka: Record<string, unknown> };
      const there = published.filter(({ partition, offset, ...record }) => {
        return (
          record.topic === world.kafka.topicPrefix + topic &&
          partition === kafka.partition &&
          `${offset}` === kafka.offset
        );
      });
      expect([kafka.topic, ...there.map((record) => record.eventId)]).toEqual([topic, eventId]);
      expect({ partition: at, offset: told }).toMatchObject({ partition: kafka.partition, offset: kafka.offset });
    }
  }, 240_000);

  it('shows one tenant nothing of another', async () => {
    const scim = world.scim(other);
    const [employee] = await items(world, acme, 'directory', '/employees?limit=1');
    const id = String(employee?.id);
    const missing = 'b0a7c1d2-0000-4000-8000-000000000000';
    const [theirs, nobodys] = await Promise.all([scim.get(`Users/${id}`), scim.get(`Users/${missing}`)]);
    scim.close();
    expect([theirs.status, nobodys.status]).toEqual([404, 404]);
    const [employees, entries, deliveries] = await Promise.all([
      items(world, other, 'directory', '/employees'),
      items(world, other, 'audit', '/entries'),
      items(world, other, 'notifier', '/deliveries'),
    ]);
    expect([employees, deliveries]).toEqual([[], []]);
    // What the operator did for this company, and nothing of the other one.
    const once = ['tenants.create', 'connections.create', 'credentials.issue', 'readers.issue'];
    const acts = entries.map(({ act }) => String(act));
    expect(acts.toSorted()).toEqual([...once, 'domains.verify', 'domains.verify'].toSorted());
    const [hidden, absent] = await Promise.all([
      world.read(other, 'directory', `/employees/${id}`),
      world.read(other, 'directory', `/employees/${missing}`),
    ]);
    expect([hidden.status, absent.status]).toEqual([404, 404]);
    const wrongAudience = { ...other, tokens: { ...other.tokens, directory: other.tokens.audit } };
    expect(await world.read(wrongAudience, 'directory', '/employees')).toMatchObject({ status: 401 });
  }, 60_000);

  it('is one trace from the request through relay and Kafka into the three projections', async () => {
    const traceId = randomBytes(16).toString('hex');
    const answer = await fetch(`${acme.scim.url}/Users`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${acme.scim.token}`,
        'content-type': 'application/scim+json',
        traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
      },
      body: JSON.stringify(newUser('traced@acme.example')),
    });
    expect(answer.status).toBe(201);
    const services = (): string[] => [
      ...new Set(collector.spans.filter((span) => span.traceId === traceId).map(({ service }) => service)),
    ];
    const all = ['scim-api', 'relay', 'directory', 'audit', 'notifier'];
    await eventually('all five have sent spans', () => all.every((name) => services().join().includes(name)), {
      timeout: 60_000,
    });
    expect(services()).toHaveLength(5);
    // Parent by parent: each effect hangs on the publishing, that on the request, and that on the caller's span.
    const ofTrace = collector.spans.filter((span) => span.traceId === traceId);
    const ancestry = (span: CollectedSpan | undefined): string[] =>
      span === undefined ? [] : [span.service, ...ancestry(ofTrace.find(({ spanId }) => spanId === span.parentSpanId))];
    for (const name of ['directory', 'audit', 'notifier']) {
      const effect = ofTrace.find((span) => span.service.includes(name) && span.name.startsWith('process '));
      const path = ancestry(effect).map((service) => all.find((one) => service.includes(one)));
      expect([...new Set(path)]).toEqual([name, 'relay', 'scim-api']);
    }
  }, 120_000);

  it('shows every metric that an alert asks for', async () => {
    const rules = readFileSync(join(projectRoot(), 'deploy/observability/alerts.yml'), 'utf8');
    const expressions = rules.split('\n').filter((line) => !/^\s*(annotations|#)/.test(line));
    const shown = await Promise.all(
      PROCESS_NAMES.map(async (name) => (await fetch(`${world.constellation.internalUrl(name)}/metrics`)).text()),
    );
    const names = new Set(shown.flatMap(namesShown));
    const asked = namesAskedFor(expressions.join('\n'));
    expect(asked.length).toBeGreaterThan(12);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
  });

  // The last one: scim-api is stopped and started in it.
  it('publishes what lies in libs/contracts/golden, byte for byte', async () => {
    const published = goldenFiles(await recordGolden(world));
    const folder = join(projectRoot(), 'libs/contracts/golden');
    const files = (await readdir(folder)).map((file): [string, string] => [
      file,
      readFileSync(join(folder, file), 'utf8'),
    ]);
    expect(Object.fromEntries(published)).toEqual(Object.fromEntries(files));
  }, 180_000);
});

type Item = Readonly<Record<string, unknown>>;

async function items(world: World, tenant: TestTenant, audience: 'directory' | 'audit' | 'notifier', path: string) {
  const { status, body } = await world.read(tenant, audience, path);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
  return (body as { items: readonly Item[] }).items;
}

interface Followed {
  readonly eventId: string;
  readonly topic: string;
  readonly partition: number | null;
  readonly offset: string | null;
  readonly audit: string;
}

/** What the activity says of a request, and of the operations of a bulk. */
function followedBy(world: World, tenant: TestTenant, { headers }: Answer): Promise<readonly Followed[]> {
  const path = `/activity?requestId=${String(headers['x-request-id'])}`;
  const find = async (): Promise<readonly Followed[]> => {
    const { items: shown } = (await world.read(tenant, 'activity', path)).body as {
      items: { followed: Followed | null }[];
    };
    return shown.flatMap(({ followed }) => followed ?? []);
  };
  return eventually('the request is shown', async () => [await find()].find(({ length }) => length > 0), {
    timeout: 60_000,
  });
}

const creation = (path: string, data: object): object => ({ method: 'POST', path, bulkId: path.slice(1), data });

async function templates(world: World, tenant: TestTenant): Promise<string[]> {
  const deliveries = await items(world, tenant, 'notifier', '/deliveries?limit=200');
  return deliveries.filter(({ status }) => status === 'accepted').map(({ template }) => String(template));
}
