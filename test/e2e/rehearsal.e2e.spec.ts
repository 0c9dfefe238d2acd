import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { World, type TestTenant } from '../support/world.js';

interface Step {
  readonly step: string;
  readonly outcome: string;
  readonly did: readonly string[];
  readonly sees: readonly string[];
}

/** The command as an administrator of Entra and of Rollcall runs it, in a tenant where somebody is already. */
describe('a rehearsal', () => {
  let world: World;
  let tenant: TestTenant;

  beforeAll(async () => {
    world = await World.start({ processes: ['scim-api'] });
    tenant = await world.openTenant('rehearsal');
  }, 180_000);
  afterAll(() => world.stop(), 60_000);

  function rehearse(...more: string[]): Promise<{ readonly code: number; readonly said: string }> {
    const { constellation } = world;
    const places = ['--admin', `${constellation.internalUrl('scim-api')}/admin`, '--url', tenant.scim.url];
    const words = [join(projectRoot(), 'apps/entra-simulator/bin.mjs'), 'rehearse', '--tenant', tenant.id, ...places];
    const env = { ...process.env, NODE_OPTIONS: '', ADMIN_TOKEN: constellation.operatorToken };
    return new Promise((resolve) => {
      execFile(process.execPath, [...words, ...more], { env }, (error, said, complained) => {
        resolve({ code: error === null ? 0 : Number(error.code), said: said + complained });
      });
    });
  }

  it('goes through the life of a connection, says what is seen, and leaves nobody behind', async () => {
    const client = world.scim(tenant);
    await client.post('/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada@x.example' });
    const { code, said } = await rehearse('--own', 'rehearsal', '--json');
    const steps = JSON.parse(said) as Step[];
    expect(steps.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(code).toBe(steps.some(({ outcome }) => outcome === 'not offered') ? 3 : 0);
    expect(steps.filter(({ outcome }) => outcome === 'done').map(({ step }) => step)).toEqual(
      expect.arrayContaining([
        'connect by token',
        'connect by client secret, in the body',
        'connect by client secret, by Basic',
        'rotate a token',
        'let a token expire',
        'revoke a token in use',
        'turn a method off',
        'clean up',
      ]),
    );
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
});
