/** What an existing topic is like, as the cluster says. */
export interface FoundTopic {
  /** Full name, prefix included. */
  readonly name: string;
  readonly partitions: number;
  /** Of the partition that has the fewest. */
  readonly copies: number;
  /** Null: nobody may look. */
  readonly config: Readonly<Record<string, string>> | null;
}

export interface WantedTopic {
  readonly partitions: number;
  readonly copies: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface Findings {
  /** An event could be lost, or could not be published: nobody may write before it is put right. */
  readonly wrong: readonly string[];
  /** It works, and is not what a new topic would be. */
  readonly notable: readonly string[];
}

/** The settings that a new topic is given beside its own, by its number of copies. */
export function safeConfig(copies: number): Record<string, string> {
  return {
    // A copy that lacks records may never lead: it would take them back from the others.
    'unclean.leader.election.enable': 'false',
    // All but one must have a record before it counts as stored: one broker at a time may be away or lose its disk.
    ...(copies >= 3 ? { 'min.insync.replicas': String(copies - 1) } : {}),
  };
}

/** Holds a topic that exists against what a new one would be. */
export function judgeTopic(found: FoundTopic, wanted: WantedTopic): Findings {
  const notable: string[] = [];
  if (found.partitions !== wanted.partitions) {
    notable.push(
      `${found.name} has ${found.partitions} partitions, a new one would have ${wanted.partitions}. Leave it so: more would ` +
        'send later events of a person to another partition than earlier ones, out of order',
    );
  }
  if (found.copies < wanted.copies) {
    notable.push(
      `${found.name} has ${copiesOf(found.copies)}, and there are brokers for ${wanted.copies}: raise it with ` +
        'kafka-reassign-partitions.sh, or the loss of a disk is the loss of events',
    );
  }
  if (found.config === null) {
    notable.push(`the settings of ${found.name} cannot be checked: allow this user DescribeConfigs on it`);
    return { wrong: [], notable };
  }
  const demands = { ...wanted.config, ...safeConfig(found.copies) };
  const wrong = Object.entries(demands).flatMap(([setting, value]) => {
    const actual = found.config?.[setting];
    if (actual === undefined || isMet(setting, actual, value)) return [];
    return [`${found.name} has ${setting}=${actual}: ${because(setting)}. ${alter(found.name, setting, value)}`];
  });
  return { wrong: [...wrong, ...unpublishable(found)], notable };
}

/** More copies than there are: Kafka refuses every event. */
function unpublishable({ name, copies, config }: FoundTopic): string[] {
  const demanded = Number(config?.['min.insync.replicas']);
  if (!(demanded > copies)) return [];
  const value = String(Math.max(1, copies - 1));
  const sentence = `${name} has min.insync.replicas=${demanded} and ${copiesOf(copies)}: Kafka refuses every event`;
  return [`${sentence}. ${alter(name, 'min.insync.replicas', value)}`];
}

function isMet(setting: string, actual: string, wanted: string): boolean {
  switch (setting) {
    case 'min.insync.replicas':
    case 'max.message.bytes':
      return Number(actual) >= Number(wanted);
    case 'compression.type':
      return READABLE.has(actual);
    default:
      return actual === wanted;
  }
}

const READABLE: ReadonlySet<string> = new Set(['producer', 'uncompressed', 'gzip']);

function because(setting: string): string {
  switch (setting) {
    case 'min.insync.replicas':
      return 'an event counts as stored while fewer copies than that have it, and is lost with them';
    case 'unclean.leader.election.enable':
      return 'a copy that lacks events may lead, and takes them back from the others';
    case 'max.message.bytes':
      return 'events that were accepted would not fit';
    case 'compression.type':
      return 'the broker would compress events by a codec that is not read';
    default:
      return 'events would be deleted, and a projection could not be rebuilt';
  }
}

function alter(name: string, setting: string, value: string): string {
  return `Put it right: kafka-configs.sh --bootstrap-server … --alter --topic ${name} --add-config ${setting}=${value}`;
}

function copiesOf(count: number): string {
  return count === 1 ? 'one copy' : `${count} copies`;
}
