import { KafkaPublisher } from '#outbox';
import { openKafka } from '#kafka';
import { BrokerWorld } from '../brokers/broker-world.js';
import { publishWhileLeadersMove } from '../brokers/control.js';
import { play, type Outcome, type Scenario } from '../brokers/scenario.js';
import { CONTROLLER_PAUSED, KILLED, leadersMoved, PAUSED, ROLLING_RESTART, TWO_AWAY } from '../brokers/scenarios.js';
import { UnguardedPublisher } from '../brokers/unguarded-publisher.js';
import { table, type Stage } from '../stage.js';

// The leaders are moved last: it leaves two copies of each partition.
const SCENARIOS: readonly Scenario[] = [ROLLING_RESTART, PAUSED, CONTROLLER_PAUSED, KILLED, TWO_AWAY, leadersMoved(60)];
const CONTROL_RUNS = 3;
/**
 * What records of the other brokers' partitions may wait. A paused controller is two things at once: before anybody can be
 * taken out of the in-sync replicas, another is elected, whose session timeouts begin anew (seen: 13.6 to 18.9 s).
 */
const DELAY_AT_MOST_MS: Readonly<Record<string, number>> = { [PAUSED.name]: 15_000, [CONTROLLER_PAUSED.name]: 30_000 };

export const BROKERS: Stage = {
  about: 'three Kafka brokers that are restarted, paused and killed, and whose leaders move, while people are written',
  async run(say) {
    const outcomes: Outcome[] = [];
    const stage = await BrokerWorld.start({ settings: AS_SHIPPED });
    try {
      for (const scenario of SCENARIOS) {
        say(`• ${scenario.name}`);
        const outcome = await play(stage, scenario);
        say(table(HEADINGS, [row(outcome)]));
        outcomes.push(outcome);
      }
      const controls = await control(stage, say);
      say(`\n${table(HEADINGS, [...outcomes.map(row), ...controls.rows])}\n`);
      const found = [...outcomes.flatMap(breaches), ...controls.breaches];
      for (const breach of found.slice(0, 40)) say(`✗ ${breach}`);
      return found.length === 0;
    } finally {
      await stage.stop();
    }
  },
};

/** Kafka's own, which a local broker shortens. */
const AS_SHIPPED = { 'broker.session.timeout.ms': '9000', 'broker.heartbeat.interval.ms': '2000' };

const HEADINGS = ['', 'acknowledged', 'on topic', 'lost', 'duplicates', 'longest delay'];
type Row = readonly (string | number)[];

function row({ name, acknowledged, onTopic, lost, duplicates, delay }: Outcome): Row {
  return [name, acknowledged, onTopic, lost, duplicates, `${(delay / 1000).toFixed(1)} s`];
}

function breaches({ name, lost, delay, breaches: found }: Outcome): string[] {
  return [
    ...found.map((breach) => `${name}: ${breach}`),
    ...(lost === 0 ? [] : [`${name}: ${lost} lost`]),
    ...(delay > (DELAY_AT_MOST_MS[name] ?? Infinity)
      ? [`${name}: records of the other brokers' partitions waited ${delay} ms`]
      : []),
  ];
}

/** The same publishing with the guard and without it: if nothing is lost without it, the stage shows nothing. */
async function control(
  stage: BrokerWorld,
  say: (line: string) => void,
): Promise<{ readonly rows: Row[]; readonly breaches: string[] }> {
  const { kafka } = stage.world;
  const publishers = {
    'publisher, leaders moved': () =>
      publishWhileLeadersMove(kafka, (settings) => new KafkaPublisher(settings, { clientId: 'test-guarded' })),
    'control: kafkajs without the guard': () =>
      publishWhileLeadersMove(
        kafka,
        (settings) => new UnguardedPublisher(openKafka(settings, 'test-control'), settings),
      ),
  };
  const rows: Row[] = [];
  const lost: Record<string, number> = {};
  for (const [name, run] of Object.entries(publishers)) {
    for (let time = 1; time <= CONTROL_RUNS; time += 1) {
      say(`• ${name}, ${time} of ${CONTROL_RUNS}`);
      const outcome = await run();
      lost[name] = (lost[name] ?? 0) + outcome.lost;
      const { acknowledged, duplicates } = outcome;
      const cells = [`${name} (${time})`, acknowledged, acknowledged - outcome.lost, outcome.lost, duplicates, ''];
      say(table(HEADINGS, [cells]));
      rows.push(cells);
    }
  }
  const [guarded = 0, unguarded = 0] = Object.values(lost);
  return {
    rows,
    breaches: [
      ...(guarded === 0 ? [] : [`the publisher lost ${guarded} records that it had called stored`]),
      ...(unguarded === 0 ? ['nothing was lost without the guard: the control shows nothing'] : []),
    ],
  };
}
