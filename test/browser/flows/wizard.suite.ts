import { describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { Connection } from '../../../apps/entra-simulator/src/session/connection.js';
import { troubleOf } from '../../../apps/entra-simulator/src/session/open-target.js';
import type { Principal } from '../../../apps/entra-simulator/src/wire/entra-token.js';
import { ScimClient } from '../../support/scim-client.js';
import { FLOW_WITHIN_MS, person, type RealStage, type Visitor } from '../real.js';

/** What Entra does with what an administrator pastes, by every way that its provisioning page offers. */
export function connectsByEachMethod(stage: () => RealStage): void {
  describe('the wizard', () => {
    it(
      'leads with a secret token from Test Connection to the first person, without reloading',
      () =>
        begun(stage(), 'By token', async (visitor, { url, token }) => {
          expect(await troubleOf({ kind: 'bearer', url, token })).toBeNull();
          await done(visitor, 'Press Test Connection');
          await step(visitor, 'Provision one person on demand').click();
          await visitor.page.getByText('0 people are here.').waitFor();
          expect((await new ScimClient({ url, token }).post('Users', person('ada@by-token.example'))).status).toBe(201);
          await visitor.page.getByText('1 person is here.').waitFor();
          await done(visitor, 'Provision one person on demand');
        }),
      FLOW_WITHIN_MS,
    );

    it(
      'leads to client credentials, which Entra sends in the body or by Basic',
      () =>
        begun(stage(), 'By client secret', async (visitor, { url }) => {
          await step(visitor, 'Choose how Entra signs in').click();
          await visitor.click('Client credentials');
          await visitor.click('Issue a client secret');
          const client = {
            kind: 'clientCredentials',
            url: await visitor.copied('Tenant URL'),
            tokenUrl: await visitor.copied('Token Endpoint'),
            id: await visitor.copied('Client Identifier'),
            secret: await visitor.copied('Client Secret'),
          } as const;
          await visitor.click('I have saved it');
          expect(client.url).toBe(url);
          expect(await visitor.page.content()).not.toContain(client.secret);
          await step(visitor, 'Press Test Connection').click();
          expect(await troubleOf({ ...client, secret: `${client.secret}x`, location: 'body' })).not.toBeNull();
          await visitor.page.getByText('The secret is another one.').waitFor();
          expect(await troubleOf({ ...client, location: 'body' })).toBeNull();
          expect(await troubleOf({ ...client, location: 'header' })).toBeNull();
          await visitor.page.getByText('Let in', { exact: true }).first().waitFor();
          await done(visitor, 'Press Test Connection');
        }),
      FLOW_WITHIN_MS,
    );

    it(
      'leads to a workload identity, and says what was expected of one that is another',
      () =>
        begun(stage(), 'By identity', async (visitor) => {
          const principal = await stage().entra.principal();
          await step(visitor, 'Choose how Entra signs in').click();
          await visitor.click('Workload identity');
          await trust(visitor, principal);
          await step(visitor, 'Paste the values into Entra').click();
          const federated = await pasted(visitor, principal);
          await step(visitor, 'Press Test Connection').click();
          const other = '00000000-0000-4000-8000-000000000000';
          expect(await troubleOf({ ...federated, audience: other })).not.toBeNull();
          await visitor.page.getByText('The audience is another application').waitFor();
          await visitor.page.getByRole('definition').filter({ hasText: other }).waitFor();
          expect(await troubleOf(federated)).toBeNull();
          await visitor.page.getByText('Let in', { exact: true }).first().waitFor();
          await done(visitor, 'Press Test Connection');
        }),
      FLOW_WITHIN_MS,
    );
  });
}

interface Begun {
  readonly url: string;
  readonly token: string;
}

/** In a new company, whose Overview is the wizard, as soon as it is enabled. */
async function begun(
  stage: RealStage,
  name: string,
  see: (visitor: Visitor, begun: Begun) => Promise<void>,
): Promise<void> {
  const id = await stage.world.admin.createTenant(name, 'it@flows.example');
  await stage.visited(async (visitor) => {
    await visitor.signIn('administrator', id);
    await visitor.click('Enable');
    const issued = { url: await visitor.copied('Tenant URL'), token: await visitor.copied('Secret Token') };
    await visitor.click('I have saved it');
    await visitor.page.getByRole('heading', { name: 'Connect Microsoft Entra ID' }).waitFor();
    await see(visitor, issued);
    expect(visitor.said).toEqual([]);
  });
}

/** A step that is done says so in its name. */
function step(visitor: Visitor, name: string): Locator {
  return visitor.page.getByRole('button', { name });
}

async function done(visitor: Visitor, name: string): Promise<void> {
  await step(visitor, `${name} (done)`).waitFor();
}

/** As Entra shows it beside its fields. */
async function trust({ page }: Visitor, { tenantId, subject, audience }: Principal): Promise<void> {
  await page.getByLabel('Directory (tenant) id').fill(`https://login.microsoftonline.com/${tenantId}/v2.0`);
  await page.getByLabel('Subject').fill(subject);
  await page.getByLabel('Audience').fill(`api://${audience}`);
  await page.getByRole('button', { name: 'Trust this identity' }).click();
  await page.getByText('Entra’s workload identity is trusted').waitFor();
}

async function pasted({ page }: Visitor, principal: Principal): Promise<Extract<Connection, { kind: 'federated' }>> {
  const shown = (label: string): Promise<string> => page.getByLabel(label, { exact: true }).inputValue();
  const [url, tokenUrl, clientId] = [
    await shown('Tenant URL'),
    await shown('Token Endpoint'),
    await shown('Client Identifier'),
  ];
  return { kind: 'federated', ...principal, url, tokenUrl, clientId };
}
