import type { Issued } from '../administration/issued.js';
import { newSigningKey, type Principal } from '../wire/entra-token.js';
import type { SecretLocation } from '../wire/credential.js';
import type { Connection } from '../session/connection.js';
import { randomUUID } from 'node:crypto';
import { updateUser } from '../source/changes.js';
import { textIn } from '../administration/target-admin.js';
import type { Stage } from './stage.js';
import { expectThat, NotOffered, offered } from './step.js';

export function byToken(stage: Stage, issued: Issued): Connection {
  if (issued.method !== 'token') throw new NotOffered('the target issues no tokens');
  return { url: stage.options.url, kind: 'bearer', token: issued.token };
}

/** The first connection, over which everybody comes. */
export async function connectByToken(stage: Stage): Promise<void> {
  await stage.createConnection();
  await stage.connect(byToken(stage, await stage.issue('token')));
  const { counts } = await stage.cleanCycle();
  const people = stage.source.users.size;
  expectThat(
    counts.create === people + stage.source.groups.size,
    `${counts.create} were created, not ${people} people`,
  );
}

export async function connectBySecret(stage: Stage, location: SecretLocation): Promise<void> {
  const { status, body } = offered(
    'a client secret',
    await stage.admin.call('POST', '/credentials', { method: 'clientSecret' }),
  );
  expectThat(status === 201, `a client secret: the target answered ${status}`);
  const issued = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  // A target that does not know the member would issue a token.
  if (!('clientSecret' in issued)) throw new NotOffered('the target does not offer this: it issued no client secret');
  stage.did('issued a clientSecret');
  const [id, secret, tokenUrl] = ['clientId', 'clientSecret', 'tokenUrl'].map((name) => textIn(issued, name));
  const client = { id: id ?? '', secret: secret ?? '', tokenUrl: tokenUrl ?? '', location };
  await stage.connect({ url: stage.options.url, kind: 'clientCredentials', ...client });
  await oneChange(stage);
  await stage.admin.call('DELETE', `/credentials/${textIn(issued, 'id')}`);
}

/** @param spelling how Entra writes the audience that is set at the target */
export async function connectByAssertion(
  stage: Stage,
  spelling: (application: string) => string,
  clientClaim: Principal['clientClaim'],
): Promise<void> {
  const application = randomUUID();
  const principal = { ...(await principalOf(stage)), audience: spelling(application), clientClaim };
  const { cloud, tenantId, subject } = principal;
  const federation = { cloud, tenantId, subject, audience: `api://${application}` };
  await turnOn(stage, { methods: { federated: true }, federation });
  const { clientId, tokenUrl } = await clientOf(stage);
  await stage.connect({ url: stage.options.url, kind: 'federated', clientId, tokenUrl, ...principal });
  await oneChange(stage);
}

export async function connectByEntraToken(stage: Stage): Promise<void> {
  const principal = await principalOf(stage);
  const { cloud, tenantId, subject } = principal;
  const federation = { cloud, tenantId, subject, audience: principal.audience };
  await turnOn(stage, { methods: { entraToken: true }, federation });
  await stage.connect({ url: stage.options.url, kind: 'entraToken', ...principal });
  await oneChange(stage);
}

/** A cycle with something to do. */
export async function oneChange(stage: Stage): Promise<void> {
  const [somebody] = stage.source.users.keys();
  stage.source = updateUser(stage.source, somebody ?? '', { jobTitle: `Title ${randomUUID().slice(0, 4)}` });
  const { counts } = await stage.cleanCycle();
  expectThat(counts.update === 1, `${counts.update} were updated, not one`);
}

async function principalOf({ options: { authority } }: Stage): Promise<Principal> {
  if (authority === null) {
    throw new NotOffered(
      'not tried: say --authority URL, and let the target take it for the global cloud (Rollcall: ENTRA_AUTHORITIES)',
    );
  }
  const ids = {
    tenantId: randomUUID(),
    subject: randomUUID(),
    clientApp: randomUUID(),
    audience: `api://${randomUUID()}`,
  };
  const keys = [await newSigningKey()];
  return { cloud: 'global', authority, ...ids, clientClaim: 'azp', keys, areKeysDown: false };
}

async function turnOn(stage: Stage, settings: object): Promise<void> {
  const { status } = offered('that method', await stage.admin.call('PATCH', '', settings));
  expectThat(status === 200, `that method: the target answered ${status}`);
  stage.did('set it up at the target');
}

async function clientOf(stage: Stage): Promise<{ clientId: string; tokenUrl: string }> {
  const shown = (await stage.look('')) ?? {};
  return { clientId: textIn(shown, 'clientId'), tokenUrl: textIn(shown, 'tokenUrl') };
}
