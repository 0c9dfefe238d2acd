import { decodeEvent, type RollcallEvent } from '#contracts';
import { headerText } from '#kafka';

/** What is printed of a message. kafkajs' own fits. */
export interface TailedMessage {
  readonly topic: string;
  readonly partition: number;
  readonly message: {
    readonly offset: string;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers?: Parameters<typeof headerText>[0];
  };
}

/** One line for a person. Without `showData` it holds ids, types, versions and the names of attributes, no values. */
export function tailLine(tailed: TailedMessage, showData: boolean): string {
  const { topic, partition, message } = tailed;
  const value = message.value?.toString('utf8') ?? '';
  const decoded = decodeEvent({ headers: headerText(message.headers), value });
  if (!decoded.ok) return `${topic}/${partition}@${message.offset}  cannot be decoded: ${decoded.because}`;
  const { event } = decoded;
  const parts = [
    event.time,
    event.type.slice('rollcall.'.length).padEnd(18),
    event.resourceVersion === null ? '   ' : `v${event.resourceVersion}`.padEnd(3),
    event.subject,
    summary(event),
    showData ? value : '',
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** The same as one JSON object; its `data` only with `showData`. */
export function tailJson({ topic, partition, message }: TailedMessage, showData: boolean): string {
  const headers = headerText(message.headers);
  const line = { topic, partition, offset: message.offset, key: message.key?.toString('utf8') ?? null, headers };
  return JSON.stringify(showData ? { ...line, data: parse(message.value?.toString('utf8') ?? '') } : line);
}

function summary(event: RollcallEvent): string {
  switch (event.type) {
    case 'rollcall.WriteRefused':
      return `${event.data.method} ${event.data.status} ${event.data.reason}`;
    case 'rollcall.RefusalsSuppressed':
      return `${event.data.count} refusals more`;
    case 'rollcall.TenantChanged':
      return '';
    case 'rollcall.AdminActed':
      return `${event.data.act} ${event.data.object.type}`;
    case 'rollcall.TenantEnded':
      return `asked ${event.data.askedAt}`;
    case 'rollcall.CredentialExpiring':
      return `${event.data.method} ${event.data.daysLeft} days left`;
    case 'rollcall.DeadCredentialUsed':
      return `${event.data.method} ${event.data.ended}, ${event.data.count} uses`;
    case 'rollcall.UserUpdated':
      return pathsOf(event.data.changes);
    case 'rollcall.UserProvisioned':
    case 'rollcall.UserDeprovisioned':
    case 'rollcall.GroupDeprovisioned':
      return event.data.reason;
    case 'rollcall.GroupProvisioned':
    case 'rollcall.GroupUpdated': {
      const { changes, membersAdded, membersRemoved } = event.data;
      return `+${membersAdded.length} -${membersRemoved.length} members  ${pathsOf(changes)}`.trimEnd();
    }
  }
}

/** The attribute's own name: `urn:…:User:manager` is long. */
function pathsOf(changes: readonly { readonly path: string }[]): string {
  return changes.map(({ path }) => path.slice(path.lastIndexOf(':') + 1)).join(', ');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
