/** A message as it lies on its topic, under the name that its file has. */
export interface Recorded {
  readonly name: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** What ids that keep their places stand as, whatever else the traffic brings. Those that a client sent stay as they are. */
const STANDS: Readonly<Record<string, string>> = {
  tenant: '0190a1b2-0000-7000-8000-00000000000a',
  connection: '0190a1b2-0000-7000-8000-0000000000c1',
  credential: '0190a1b2-0000-7000-8000-0000000000d1',
  user: '0190a1b2-1111-7000-8000-000000000001',
  manager: '0190a1b2-1111-7000-8000-000000000002',
  group: '0190a1b2-2222-7000-8000-000000000001',
};
const FIRST_INSTANT = Date.parse('2026-11-24T09:00:00.123Z');
const WINDOW = { from: '2026-11-24T09:00:00.000Z', to: '2026-11-24T09:01:00.000Z' };
const TOLD_AT = '2026-11-24T09:02:00.000Z';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const TRACE = /00-[0-9a-f]{32}-[0-9a-f]{16}-(?=[0-9a-f]{2})/g;
const CREDENTIAL = /"credentialId":"([^"]+)"/;
const HOST = /\b(?:127\.0\.0\.1|localhost):\d+/g;

/**
 * Puts fixed ids, instants, traces and hosts in the place of those that no second recording would have, each the same
 * wherever it stands; every other byte stays. Ids are numbered as they come, and instants follow each other by a second.
 */
export function settle(
  messages: readonly Recorded[],
  ids: readonly (readonly [stand: string, id: string])[],
): Recorded[] {
  const known = new Map(ids.map(([stand, id]) => [id, STANDS[stand] ?? id]));
  for (const { value } of messages) known.set(CREDENTIAL.exec(value)?.[1] ?? '', STANDS.credential ?? '');
  const windows = messages.flatMap(({ value }) => Object.entries(WINDOW).flatMap((edge) => edgeOf(value, edge)));
  const asked = messages.flatMap(({ value }) => edgeOf(value, ['askedAt', TOLD_AT]).map(([instant]) => instant));
  const told = new Set([...messages.flatMap(({ headers }) => toldAt(headers)), ...asked]);
  const ofDecisions = (found: string[]): string[] => sorted(found.filter((one) => !told.has(one)));
  const instants = new Map(
    numbered(messages, INSTANT, (n) => new Date(FIRST_INSTANT + n * 1_000).toISOString(), ofDecisions),
  );
  for (const [instant, fixed] of windows) instants.set(instant, fixed);
  for (const instant of told) instants.set(instant, TOLD_AT);
  for (const [id, fixed] of numbered(messages, UUID, idOf)) if (!known.has(id)) known.set(id, fixed);
  const traces = new Map(numbered(messages, TRACE, traceOf));
  return messages.map((message) => {
    const fix = (text: string): string =>
      text
        .replaceAll(UUID, (id) => known.get(id) ?? id)
        .replaceAll(INSTANT, (instant) => instants.get(instant) ?? instant)
        .replaceAll(TRACE, (trace) => traces.get(trace) ?? trace)
        .replaceAll(HOST, 'rollcall.example');
    const headers = Object.fromEntries(Object.entries(message.headers).map(([name, text]) => [name, fix(text)]));
    return { name: message.name, topic: message.topic, key: fix(message.key), headers, value: fix(message.value) };
  });
}

/** What a look at the clock tells comes when that look is: it has no place among the decisions either. */
function toldAt({ ce_type: type, ce_time: time }: Recorded['headers']): string[] {
  return time !== undefined && TOLD.includes(type ?? '') ? [time] : [];
}
const TOLD: readonly string[] = ['rollcall.CredentialExpiring', 'rollcall.DeadCredentialUsed', 'rollcall.TenantEnded'];

/** A window begins by the clock of its process, between two refusals: it has no place among the decisions. */
function edgeOf(value: string, [name, fixed]: readonly [string, string]): [string, string][] {
  const found = new RegExp(`"${name}":"(${INSTANT.source})"`).exec(value)?.[1];
  return found === undefined ? [] : [[found, fixed]];
}

function numbered(
  messages: readonly Recorded[],
  pattern: RegExp,
  nth: (n: number) => string,
  order: (found: string[]) => string[] = (found) => found,
): [string, string][] {
  const texts = messages.flatMap(({ key, headers, value }) => [key, ...Object.values(headers), value]);
  const found = order([...new Set(texts.flatMap((text) => text.match(pattern) ?? []))]);
  return found.map((one, index) => [one, nth(index + 1)]);
}

function sorted(instants: string[]): string[] {
  return instants.sort();
}

function idOf(n: number): string {
  return `0190a1b3-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

function traceOf(n: number): string {
  return `00-0af7651916cd43dd8448eb21${String(n).padStart(8, '0')}-b7ad6b71${String(n).padStart(8, '0')}-`;
}
