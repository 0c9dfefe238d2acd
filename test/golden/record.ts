import { TOPICS } from '#contracts';
import { openKafka, readToEnd } from '#kafka';
import { eventually } from '../support/eventually.js';
import { backlog } from '../support/quiet.js';
import type { World } from '../support/world.js';
import { settle, type Recorded } from './settle.js';
import { endOf, endTenant, runTraffic, type Kept } from './traffic.js';

const PUBLISHED_WITHIN_MS = 30_000;

/** Runs the traffic against a world with scim-api and relay, in which tenants end at once, and gives what lies on the topics afterwards, settled. */
export async function recordGolden(world: World): Promise<Recorded[]> {
  const { tenantId, ids, kept } = await runTraffic(world);
  await eventually('the outbox is empty', async () => (await backlog(world)) === 0, {
    timeout: PUBLISHED_WITHIN_MS,
    every: 100,
  });
  // What a clock tells comes after what was asked for.
  const found = await eventually(
    'all are published',
    async () => {
      const messages = await messagesOf(world, tenantId);
      const those = kept.map((one) => find(messages, one));
      return those.every((one) => one !== undefined) && those;
    },
    { timeout: PUBLISHED_WITHIN_MS, every: 500 },
  );
  await endTenant(world, tenantId);
  const ended = await eventually(
    'the end is published',
    async () => find(await messagesOf(world, tenantId), endOf(tenantId)) ?? false,
    { timeout: PUBLISHED_WITHIN_MS, every: 500 },
  );
  return settle([...found, ended], ids);
}

/** File name → its text, for each message: the value as it is, and the rest for people to read. */
export function goldenFiles(recorded: readonly Recorded[]): Map<string, string> {
  return new Map(
    recorded.flatMap(({ name, value, ...rest }): [string, string][] => [
      [`${name}.headers.json`, `${JSON.stringify(rest, null, 2)}\n`],
      [`${name}.value.json`, value],
    ]),
  );
}

type Message = Omit<Recorded, 'name'>;

function find(messages: readonly Message[], { name, type, subject, version }: Kept): Recorded | undefined {
  const found = messages.findLast(
    ({ headers }) =>
      headers.ce_type === type &&
      (subject === null || headers.ce_subject === subject) &&
      (version === null || headers.ce_resourceversion === String(version)),
  );
  return found && { name, ...found };
}

async function messagesOf(world: World, tenantId: string): Promise<Message[]> {
  const { topicPrefix } = world.kafka;
  const messages: Message[] = [];
  await readToEnd(
    openKafka(world.kafka, 'golden'),
    TOPICS.map(({ name }) => topicPrefix + name),
    {
      each: ({ topic, message }) => {
        const { key, headers = {}, value } = message;
        const texts = Object.entries(headers).map(([name, text]): [string, string] => [name, String(text)]);
        const found = { topic: topic.slice(topicPrefix.length), key: String(key), value: String(value) };
        if (found.key.startsWith(`${tenantId}/`)) messages.push({ ...found, headers: Object.fromEntries(texts) });
      },
    },
  );
  return messages;
}
