import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { choosePorts } from '../../deploy/local/parts/ports.js';
import type { Surroundings } from '../../deploy/local/demonstration/demonstrate.js';
import { openFabrikam } from '../../deploy/local/demonstration/fabrikam.js';
import type { DemonstrationSecrets } from '../../deploy/local/secrets.js';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { World, type TestTenant } from '../support/world.js';

interface Step {
  readonly step: string;
  readonly outcome: string;
  readonly did: readonly string[];
  readonly sees: readonly string[];
}

const ISSUER_PORT = 17_399;

interface Ended {
  readonly code: number;
  readonly said: string;
}

/** The command as an administrator of Entra and of Rollcall runs it, in a tenant where somebody is already; and what npm start shows. */
describe('a rehearsal', () => {
  let world: World;
  let tenant: TestTenant;
  let authority: string;

  beforeAll(async () => {
    // Outside of the range that a world chooses from.
    const { ports } = await choosePorts({ issuer: ISSUER_PORT });
    authority = `http://127.0.0.1:${ports.issuer}`;
    const settings = { 'scim-api': { ENTRA_AUTHORITIES: `global=${authority}` } };
    world = await World.start({ processes: ['scim-api'], settings });
    tenant = await world.openTenant('rehearsal');
  }, 180_000);
  afterAll(() => world.stop(), 60_000);

  function simulator(words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const bin = join(projectRoot(), 'apps/entra-simulator/bin.mjs');
    const env = { ...process.env, NODE_OPTIONS: '', ...more };
    return new Promise((resolve) => {
      execFile(process.execPath, [bin, ...words], { env }, (error, said, complained) => {
        resolve({ code: error === null ? 0 : Number(error.code), said: said + complained });
      });
    });
  }

  function rehearse(...more: string[]): Promise<Ended> {
    const { constellation } = world;
    const places = ['--admin', `${constellation.internalUrl('scim-api')}/admin`, '--url', tenant.scim.url];
    const words = ['rehearse', '--tenant', tenant.id, ...places, ...more];
    return simulator(words, { ADMIN_TOKEN: constellation.operatorToken });
  }

  it('goes through the life of a connection, says what is seen, and leaves nobody behind', async () => {
    const client = world.scim(tenant);
    await client.post('/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada@x.example' });
    const { code, said } = await rehearse('--own', 'rehearsal', '--authority', authority, '--json');
    const steps = JSON.parse(said) as Step[];
    expect(steps.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    expect(code).toBe(0);
    expect(steps.map(({ step }) => step)).toEqual([
      'connect by token',
      'connect by client secret, in the body',
      'connect by client secret, by Basic',
      'connect by assertion, audience GUID',
      'connect by assertion, audience api://GUID',
      'connect by assertion, audience api://GUID/.default',
      'connect by assertion that says appid',
      'connect by Entra’s own token',
      'rotate a token',
      'let a token expire',
      'revoke a token in use',
      'turn a method off',
      'let many people leave at once',
      'clean up',
    ]);
    const brake = steps.find(({ step }) => step === 'let many people leave at once');
    expect(brake?.did).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^the brake: state engaged, people 3, most 3, .*held 3/),
        '3 of 6 left, 3 were held back',
        'released it',
      ]),
    );
    expect(brake?.sees).toContainEqual(expect.stringMatching(/^brake: state released, people 3/));
    const expired = steps.find(({ step }) => step === 'let a token expire');
    expect(expired?.did.join('\n')).toContain('a cycle ended in quarantine: EncounteredQuarantineException');
    expect(expired?.sees.filter((line) => line.startsWith('credential: method token')).length).toBeGreaterThan(2);
    expect(said).not.toMatch(/rc[a-z]_[A-Za-z0-9_-]{20}/);
    const { body } = await client.get('/Users');
    expect(body?.Resources).toEqual([expect.objectContaining({ userName: 'ada@x.example' })]);
    client.close();
  }, 180_000);

  it('does not touch a tenant that it was not told is its own', async () => {
    expect(await rehearse('--own', 'another')).toMatchObject({
      code: 2,
      said: expect.stringContaining('--own is not the name of that tenant'),
    });
  }, 60_000);

  it.each<[number, string, (place: Place) => Promise<string[]>]>([
    [2_000, 'a client’s secret', bySecret],
    [100, 'a token', byToken],
    [100, 'an assertion', byAssertion],
    [100, 'Entra’s own token', byEntraToken],
  ])(
    'brings %i people over by %s',
    async (people, method, connect) => {
      const tenantId = await world.admin.createTenant(method, 'it@methods.example');
      const how = await connect({ world, tenantId, authority });
      const state = ['--dir', join(world.dir, tenantId)];
      const company = ['--url', world.scimUrl, '--users', String(people), '--groups', '5'];
      expect(await simulator(['init', ...company, ...how, ...state])).toMatchObject({ code: 0 });
      const { code, said } = await simulator(['sync', '--verify', ...state]);
      expect([code, said]).toEqual([0, expect.stringContaining('; 0 differences from the source')]);
      expect(said).toMatch(/ 0 failed \(0 in escrow\)/);
    },
    600_000,
  );

  it('has in npm start a tenant with a connection for each method, and a brake that holds two leavers', async () => {
    const said: string[] = [];
    const known: DemonstrationSecrets[] = [];
    const around = { ...surroundings(world, authority), say: (line: string) => said.push(line) };
    const remember = (secrets: DemonstrationSecrets) => Promise.resolve(void known.push(secrets));
    await openFabrikam({ ...around, remember }, NOBODY);
    expect(said).toEqual([expect.stringMatching(/^created the tenant "Fabrikam"/)]);
    const fabrikam = known[0]?.fabrikam;
    const connections = await world.query(
      'scim-api',
      `select c.name, c.methods, b.mode, b.engaged_at is not null as "isEngaged", b.held::int,
              (select count(*) from credentials k
                where k.connection_id = c.id and k.expires_at < now() + interval '7 days')::int as "endsSoon"
         from connections c left join brakes b on b.connection_id = c.id
        where c.tenant_id = $1 order by c.created_at`,
      [fabrikam],
    );
    expect(connections).toMatchObject([
      { name: 'Entra ID, by token', methods: ['token'], isEngaged: true, held: 2, endsSoon: 1 },
      { name: 'Entra ID, by client secret', methods: ['clientSecret'], endsSoon: 0 },
      { name: 'Entra ID, federated', methods: ['federated'] },
      { name: 'Entra ID, by its own token', methods: ['entraToken'] },
      { name: 'Entra ID, not enabled yet', methods: ['token', 'clientSecret'] },
    ]);
    await openFabrikam({ ...around, remember }, { ...NOBODY, ...(fabrikam !== undefined && { fabrikam }) });
    expect(said).toHaveLength(1);
  }, 60_000);
});

const NOBODY: DemonstrationSecrets = {
  tenantId: '',
  connectionId: '',
  scimToken: '',
  clientId: '',
  clientSecret: '',
  people: 200,
};

function surroundings({ constellation, dir }: World, authority: string): Omit<Surroundings, 'say' | 'remember'> {
  return {
    scimApiUrl: constellation.url('scim-api'),
    adminUrl: constellation.internalUrl('scim-api'),
    operatorToken: constellation.operatorToken,
    notifierUrl: '',
    quietPeriod: 0,
    entra: { cloud: 'global', authority },
    progress: { during: (_what, _total, work) => work(() => undefined) },
    simulatorDir: join(dir, 'entra-simulator'),
  };
}

interface Place {
  readonly world: World;
  readonly tenantId: string;
  readonly authority: string;
}

// Each connection has its method alone.
const connected = ({ world, tenantId }: Place, settings: object): Promise<string> =>
  world.admin.connect(tenantId, { name: 'Entra ID', rateLimit: null, ...settings });

async function byToken(place: Place): Promise<string[]> {
  const id = await connected(place, { methods: { clientSecret: false } });
  return ['--token', await place.world.admin.createCredential(place.tenantId, id)];
}

async function bySecret(place: Place): Promise<string[]> {
  const id = await connected(place, { methods: { token: false } });
  const secret = await place.world.admin.createConnectionSecret(place.tenantId, id);
  return ['--method', 'clientSecret', '--client-secret', secret, ...clientOf(place, id)];
}

async function byAssertion(place: Place): Promise<string[]> {
  const { federation, said } = principalOf(place);
  const methods = { token: false, clientSecret: false, federated: true };
  const id = await connected(place, { methods, federation });
  return ['--method', 'federated', ...clientOf(place, id), ...said];
}

async function byEntraToken(place: Place): Promise<string[]> {
  const { federation, said } = principalOf(place);
  await connected(place, { methods: { token: false, clientSecret: false, entraToken: true }, federation });
  return ['--method', 'entraToken', ...said];
}

function clientOf({ world }: Place, id: string): string[] {
  return ['--client-id', id, '--token-url', `${world.constellation.url('scim-api')}/oauth/token`];
}

function principalOf({ authority }: Place): { readonly federation: object; readonly said: string[] } {
  const [tenantId, subject, audience] = [randomUUID(), randomUUID(), `api://${randomUUID()}`];
  const said = ['--authority', authority, '--entra-tenant', tenantId, '--subject', subject, '--audience', audience];
  return { federation: { cloud: 'global', tenantId, subject, audience }, said };
}
