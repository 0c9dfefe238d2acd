import { waitUntil } from '../../deploy/local/parts/wait-until.js';
import { adminOf } from '../support/world.js';
import { compareActivity, type Comparison, type Lost, type Shown } from './compare-activity.js';
import type { Target } from './generator.js';
import { Mix } from './mix.js';
import { startRecordingProxy, type RecordingProxy } from './recording-proxy.js';
import { figure, heading } from './report.js';
import type { World } from './world.js';

const REQUESTS = 10_000;
const CONNECTIONS = 16;
/** A gap is found after 20 s of silence, and filled in after 5 s more, each at the next look: every 10 s. */
const FILLED_WITHIN_MS = 180_000;
/** A process notes a request when it has answered it. */
const NOTED_WITHIN_MS = 1_000;

/**
 * The activity against the record of a proxy that everything went through, with one kill -9 in the middle: whatever was answered is
 * there with its method, path and status. Of what the killed process had not stored, accepted writes and refusals are filled
 * in; reads, and the envelope of a bulk in which nothing was accepted or refused, may be missing.
 *
 * @returns whether there was no difference
 */
export async function againstRecord(world: World, requests = REQUESTS): Promise<boolean> {
  heading(`The activity against a proxy's record of ${requests} requests, and a kill -9`);
  const proxy = await startRecordingProxy(world.constellation.url('scim-api'));
  try {
    const { targets, token } = await connected(world, `${proxy.url}/scim/v2`);
    const { killed, ended } = await sendAll(world, targets, { proxy, requests });
    const asked = { url: `${world.constellation.url('scim-api')}/activity`, token };
    const lost = await lostBetween(asked, killed, ended);
    return told(await settled(asked, proxy, lost), proxy, lost);
  } finally {
    await proxy.stop();
  }
}

interface Asked {
  readonly url: string;
  readonly token: string;
}

/** A tenant with so many connections, and one who reads its activity. */
async function connected({ constellation }: World, url: string): Promise<{ targets: Target[]; token: string }> {
  const admin = adminOf(constellation);
  const tenantId = await admin.createTenant('recorded', 'it@bench.example');
  const targets: Target[] = [];
  for (let at = 0; at < CONNECTIONS; at += 1) {
    const connectionId = await admin.createConnection(tenantId, `Entra ID ${at}`);
    targets.push({ url, token: await admin.createCredential(tenantId, connectionId) });
  }
  const token = await admin.readerToken(await admin.createReader(tenantId, 'Auditor'), 'activity');
  return { targets, token };
}

interface Sending {
  readonly proxy: RecordingProxy;
  readonly requests: number;
}

/** @returns when scim-api was killed, and when that process was gone: milliseconds since 1970 */
async function sendAll({ constellation }: World, targets: readonly Target[], { proxy, requests }: Sending) {
  const scimApi = constellation.process('scim-api');
  let left = requests;
  const send = async (mix: Mix): Promise<void> => {
    while (left > 0) {
      left -= 1;
      if (!(await mix.next())) left += 1;
    }
  };
  const mixes = targets.map((target) => new Mix(target));
  const sent = Promise.all(mixes.map(send));
  await waitUntil(async () => left <= requests / 2, { what: 'half to be sent', timeout: 600_000, every: 5 });
  const killed = Date.now();
  await scimApi.kill();
  // It is started again meanwhile: who sends tries until it is.
  const ended = Date.now();
  await sent;
  for (const mix of mixes) mix.close();
  figure('sent, and answered', `${requests} (${proxy.records.length} with the operations of bulks)`);
  return { killed, ended };
}

interface Page {
  readonly items: readonly Shown[];
  readonly next: string | null;
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly dropped: number | null }[];
}

async function page({ url, token }: Asked, query: string): Promise<Page> {
  const answer = await fetch(`${url}?${query}`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Page;
}

/** From where the gap of the killed process begins, to its end. */
async function lostBetween(asked: Asked, killed: number, ended: number): Promise<Lost> {
  let from: number | undefined;
  const find = async (): Promise<boolean> => {
    const { gaps } = await page(asked, 'limit=1');
    const [gap] = gaps.filter(({ from: begin, to, dropped }) => {
      return dropped === null && Date.parse(begin) <= killed && Date.parse(to) >= killed;
    });
    if (gap !== undefined) from = Date.parse(gap.from);
    return from !== undefined;
  };
  await waitUntil(find, { what: 'the gap of the killed process', timeout: FILLED_WITHIN_MS, every: 500 });
  return { from: (from ?? killed) - NOTED_WITHIN_MS, to: ended + NOTED_WITHIN_MS };
}

/** As it is once nothing differs, or when it has been given its time. */
async function settled(asked: Asked, { records }: RecordingProxy, lost: Lost): Promise<Comparison> {
  let compared: Comparison | undefined;
  const isSame = async (): Promise<boolean> => {
    compared = compareActivity(records, await everything(asked), lost);
    return compared.differences.length === 0;
  };
  const wait = { what: 'the activity to be the same', timeout: FILLED_WITHIN_MS, every: 2_000 };
  await waitUntil(isSame, wait).catch((error: unknown) => {
    if (compared === undefined) throw error;
  });
  if (compared === undefined) throw new Error('nothing was compared');
  return compared;
}

async function everything(asked: Asked): Promise<readonly Shown[]> {
  const items: Shown[] = [];
  for (let query = 'limit=200'; ;) {
    const { items: more, next } = await page(asked, query);
    items.push(...more);
    if (next === null) return items;
    query = `limit=200&cursor=${encodeURIComponent(next)}`;
  }
}

const SHOWN_DIFFERENCES = 20;

function told(compared: Comparison, { records }: RecordingProxy, { from, to }: Lost): boolean {
  const { same, filledIn, mayBeMissing, unanswered, differences } = compared;
  // One of a connection was under way.
  const holds = differences.length === 0 && unanswered <= CONNECTIONS;
  figure('found with method, path and status', `${same} of ${records.length}`);
  figure('the gap that the killed process left', `${((to - from) / 1_000).toFixed(1)} s`);
  figure('  filled in from events', String(filledIn));
  figure('  reads and envelopes that are missing', String(mayBeMissing));
  figure('found, and answered to nobody', String(unanswered));
  figure('differences', `${differences.length}${holds ? '' : '   NOT THE SAME'}`);
  for (const difference of differences.slice(0, SHOWN_DIFFERENCES)) console.log(`  ${difference}`);
  return holds;
}
