import type { entraOf } from '../entra-settings.js';
import type { DemonstrationSecrets } from '../secrets.js';
import { AdminClient, type Audience } from './admin-client.js';
import { DOMAIN } from '../../../apps/entra-simulator/src/source/company.js';
import { Entra } from './entra.js';
import { call, member } from './http.js';
import type { Progress } from './progress.js';
import { waitUntil } from '../parts/wait-until.js';

export const TENANT = 'Contoso demo';
export const DEFAULT_PEOPLE = 200;

export interface Surroundings {
  readonly scimApiUrl: string;
  /** scim-api's internal listener, without `/admin`. */
  readonly adminUrl: string;
  readonly operatorToken: string;
  readonly notifierUrl: string;
  /** Milliseconds of silence after which the notifier takes the initial cycle for over. */
  readonly quietPeriod: number;
  readonly progress: Progress;
  /** The cloud of connections by what Entra signs, and what of this machine stands in for it. */
  readonly entra: ReturnType<typeof entraOf>;
  /** Where the Entra simulator keeps its state. */
  readonly simulatorDir: string;
  readonly say: (line: string) => void;
  /** Keeps what must be known at the next start. Called as soon as there is something to lose. */
  readonly remember: (known: DemonstrationSecrets) => Promise<void>;
}

/** With all that this version makes. */
export type Demonstration = DemonstrationSecrets & Required<Pick<DemonstrationSecrets, 'connectionSecret'>>;

/** The tenant of an earlier start, or a new one with a connection, a credential and a reader of the projections. */
export async function openTenant(
  around: Surroundings,
  known: DemonstrationSecrets | undefined,
): Promise<Demonstration> {
  const admin = new AdminClient(around, around.operatorToken);
  if (known !== undefined && (await admin.hasTenant(known.tenantId))) {
    return withConnectionSecret(around, admin, await withReader(around, admin, known));
  }
  const tenantId = await admin.createTenant(TENANT, `it-admin@${DOMAIN}`);
  await admin.verifyDomain(tenantId, DOMAIN, 'It belongs to this demonstration.');
  const connectionId = await admin.createConnection(tenantId, 'Entra ID');
  const scimToken = await admin.createCredential(tenantId, connectionId);
  const connectionSecret = await admin.createConnectionSecret(tenantId, connectionId);
  const reader = await admin.createReader(tenantId, 'Demonstration');
  const tenant = { tenantId, connectionId, scimToken, connectionSecret, ...reader, people: null };
  await around.remember(tenant);
  around.say(`created the tenant "${TENANT}" with a connection and a credential`);
  return tenant;
}

/** The tenant of an earlier version, whose reader is made anew where there are more APIs now. */
async function withReader(
  around: Surroundings,
  admin: AdminClient,
  known: DemonstrationSecrets,
): Promise<DemonstrationSecrets> {
  if (await admin.mayRead(known, 'activity')) return known;
  const tenant = { ...known, ...(await admin.createReader(known.tenantId, 'Demonstration')) };
  await around.remember(tenant);
  return tenant;
}

/** A tenant of an earlier version has none yet. */
async function withConnectionSecret(
  around: Surroundings,
  admin: AdminClient,
  known: DemonstrationSecrets,
): Promise<Demonstration> {
  const { connectionSecret, tenantId, connectionId } = known;
  if (connectionSecret !== undefined) return { ...known, connectionSecret };
  const tenant = { ...known, connectionSecret: await admin.createConnectionSecret(tenantId, connectionId) };
  await around.remember(tenant);
  return tenant;
}

/** Lets the Entra simulator provision `people` employees, unless an earlier start has done so with as many or more. */
export async function provision(around: Surroundings, tenant: DemonstrationSecrets, people: number): Promise<void> {
  if (people === 0 || (tenant.people ?? 0) >= people) return;
  around.say(`provisioning ${people} employees over SCIM, as Entra ID would`);
  const entra = new Entra(around.simulatorDir, around.progress);
  entra.hire(people, { url: `${around.scimApiUrl}/scim/v2`, token: tenant.scimToken });
  await entra.cycle();
  if (tenant.people === null) {
    await cycleNoticed(around, tenant);
    entra.move(people);
    const { counts } = await entra.cycle();
    around.say(`an incremental cycle: ${counts.update} updates, ${counts.disable} people left`);
  }
  await around.remember({ ...tenant, people });
}

/** What joins during the initial cycle is told in one digest; who moves or leaves afterwards gets mails of their own. */
async function cycleNoticed(around: Surroundings, tenant: DemonstrationSecrets): Promise<void> {
  const admin = new AdminClient(around, around.operatorToken);
  const token = await admin.readerToken(tenant, 'notifier');
  around.say(`waiting for the notifier's digest (after ${around.quietPeriod / 1000} quiet seconds)`);
  await waitUntil(
    async () => {
      const { body } = await call({
        method: 'GET',
        url: `${around.notifierUrl}/deliveries?limit=1`,
        headers: { Authorization: `Bearer ${token}` },
      });
      const items = member(body, 'items');
      return Array.isArray(items) && items.length > 0;
    },
    { what: 'the digest of the initial cycle', timeout: around.quietPeriod + 20_000, every: 250 },
  ).catch((error: unknown) => {
    around.say(`${error instanceof Error ? error.message : 'no digest came'}; going on without it`);
  });
}

/** Tokens for the projections' APIs, good for two days. */
export async function readerTokens(
  around: Pick<Surroundings, 'scimApiUrl' | 'adminUrl' | 'operatorToken'>,
  tenant: DemonstrationSecrets,
): Promise<Readonly<Record<Audience, string>>> {
  const admin = new AdminClient(around, around.operatorToken);
  const [directory, audit, notifier, activity] = await Promise.all([
    admin.readerToken(tenant, 'directory'),
    admin.readerToken(tenant, 'audit'),
    admin.readerToken(tenant, 'notifier'),
    admin.readerToken(tenant, 'activity'),
  ]);
  return { directory, audit, notifier, activity };
}
