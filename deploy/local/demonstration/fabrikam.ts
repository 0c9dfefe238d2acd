import { randomUUID } from 'node:crypto';
import type { Connection } from '../../../apps/entra-simulator/src/session/connection.js';
import { troubleOf } from '../../../apps/entra-simulator/src/session/open-target.js';
import { whileServed } from '../../../apps/entra-simulator/src/session/while-served.js';
import { company, DOMAIN as CONTOSO, type Employee } from '../../../apps/entra-simulator/src/source/company.js';
import type { Source } from '../../../apps/entra-simulator/src/source/source.js';
import { newSigningKey, type Principal } from '../../../apps/entra-simulator/src/wire/entra-token.js';
import type { DemonstrationSecrets } from '../secrets.js';
import { AdminClient } from './admin-client.js';
import type { Surroundings } from './demonstrate.js';
import { Entra } from './entra.js';
import type { Progress } from './progress.js';
import { sourceOf } from './source.js';

const TENANT = 'Fabrikam';
const DOMAIN = 'fabrikam.example';
const PEOPLE = 60;
// Others than those of Contoso.
const FIRST_NAME = 1_000;
const LEAVERS = 5;
const BRAKE = { percent: 5, people: 3, atLeast: 3, mode: 'refuse' };
const EXPIRES_IN_MS = 6 * 24 * 3_600_000;

/**
 * A second tenant, with what an administrator has to look after: a connection for each method, one that nobody has enabled, a
 * credential that expires in six days, and more leavers than the brake lets through. Nothing where an earlier start made it.
 */
export async function openFabrikam(around: Surroundings, known: DemonstrationSecrets): Promise<void> {
  const admin = new AdminClient(around, around.operatorToken);
  if (known.fabrikam !== undefined && (await admin.hasTenant(known.fabrikam))) return;
  const tenantId = await admin.createTenant(TENANT, `it-admin@${DOMAIN}`);
  await admin.verifyDomain(tenantId, DOMAIN, 'It belongs to this demonstration.');
  const place = { around, admin, tenantId, url: `${around.scimApiUrl}/scim/v2` };
  await byToken(place);
  await byClientSecret(place);
  await byWhatEntraSigns(place);
  await admin.connect(tenantId, { name: 'Entra ID, not enabled yet' });
  await around.remember({ ...known, fabrikam: tenantId });
  around.say(`created the tenant "${TENANT}": ${PEOPLE} employees, a connection for each method, an engaged brake`);
}

interface Place {
  readonly around: Surroundings;
  readonly admin: AdminClient;
  readonly tenantId: string;
  readonly url: string;
}

/** Everybody comes over it; then five leave, of whom the brake holds two. */
async function byToken({ around, admin, tenantId, url }: Place): Promise<void> {
  const settings = { methods: { clientSecret: false }, rateLimit: null, brake: BRAKE };
  const id = await admin.connect(tenantId, { name: 'Entra ID, by token', ...settings });
  const expiresAt = new Date(Date.now() + EXPIRES_IN_MS).toISOString();
  const token = await admin.createCredential(tenantId, id, { name: 'Expires in six days', expiresAt });
  const people = company(PEOPLE, { firstName: FIRST_NAME });
  const entra = new Entra(`${around.simulatorDir}-fabrikam`, SILENT);
  entra.begin(ofFabrikam(people), { url, token });
  await entra.cycle();
  entra.leave(people.slice(-LEAVERS));
  await entra.cycle({ mayRefuse: true });
}

async function byClientSecret({ around, admin, tenantId, url }: Place): Promise<void> {
  const name = 'Entra ID, by client secret';
  const id = await admin.connect(tenantId, { name, methods: { token: false } });
  const secret = await admin.createConnectionSecret(tenantId, id);
  const client = { id, secret, tokenUrl: `${around.scimApiUrl}/oauth/token`, location: 'body' } as const;
  await tested(around, name, { url, kind: 'clientCredentials', ...client });
}

/** By an assertion in a secret's place, and by Entra's own token: each of a tenant of Entra of its own. */
async function byWhatEntraSigns({ around, admin, tenantId, url }: Place): Promise<void> {
  const keys = around.entra.authority === null ? [] : [await newSigningKey()];
  const federated = { ...newPrincipal(around.entra), keys };
  const name = 'Entra ID, federated';
  const clientId = await admin.connect(tenantId, { name, methods: ONLY_FEDERATED, federation: settingOf(federated) });
  const tokenUrl = `${around.scimApiUrl}/oauth/token`;
  const own = { ...newPrincipal(around.entra), keys };
  const ownName = 'Entra ID, by its own token';
  await admin.connect(tenantId, { name: ownName, methods: ONLY_ENTRA_TOKEN, federation: settingOf(own) });
  if (around.entra.authority === null) return;
  await tested(around, name, { url, kind: 'federated', clientId, tokenUrl, ...federated });
  await tested(around, ownName, { url, kind: 'entraToken', ...own });
}

const ONLY_FEDERATED = { token: false, clientSecret: false, federated: true };
const ONLY_ENTRA_TOKEN = { token: false, clientSecret: false, entraToken: true };

/** *Test Connection*. Another program may have the issuer's port: that is no reason not to start. */
async function tested(around: Surroundings, name: string, connection: Connection): Promise<void> {
  const trouble = await whileServed(
    () => connection,
    () => troubleOf(connection),
  ).catch((error: unknown) => (error instanceof Error ? error.message : 'something failed'));
  if (trouble !== null) around.say(`"${name}" of ${TENANT} could not be tested: ${trouble}`);
}

function newPrincipal({ cloud, authority }: Surroundings['entra']): Principal {
  const [tenantId, subject, clientApp, application] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const who = { tenantId, subject, clientApp, clientClaim: 'azp', audience: `api://${application}` } as const;
  return { cloud, authority, ...who, keys: [], areKeysDown: false };
}

function settingOf({ cloud, tenantId, subject, audience }: Principal): object {
  return { cloud, tenantId, subject, audience };
}

function ofFabrikam(people: readonly Employee[]): Source {
  const source = sourceOf(people);
  const users = [...source.users].map(([id, user]) => {
    const name = user.userPrincipalName.replace(CONTOSO, DOMAIN);
    return [id, { ...user, userPrincipalName: name, mail: name, companyName: TENANT }] as const;
  });
  return { ...source, users: new Map(users) };
}

const SILENT: Progress = { during: (_what, _total, work) => work(() => undefined) };
