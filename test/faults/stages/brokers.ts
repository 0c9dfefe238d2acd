import { BrokerWorld } from '../brokers/broker-world.js';
import { play, type Outcome, type Scenario } from '../brokers/scenario.js';
import { LEADERS_MOVED } from '../brokers/scenarios.js';
import { table, type Stage } from '../stage.js';

const SCENARIOS: readonly Scenario[] = [LEADERS_MOVED];

export const BROKERS: Stage = {
  about: 'three Kafka brokers that are restarted, paused and killed, and whose leaders move, while people are written',
  async run(say) {
    const outcomes: Outcome[] = [];
    const stage = await BrokerWorld.start();
    try {
      for (const scenario of SCENARIOS) {
        say(`• ${scenario.name}`);
        const outcome = await play(stage, scenario);
        for (const breach of outcome.breaches.slice(0, 20)) say(`  ✗ ${breach}`);
        outcomes.push(outcome);
      }
    } finally {
      await stage.stop();
    }
    say(table(HEADINGS, outcomes.map(row)));
    return outcomes.every(({ lost, breaches }) => lost === 0 && breaches.length === 0);
  },
};

const HEADINGS = ['', 'acknowledged', 'on topic', 'lost', 'duplicates', 'longest delay'];

function row({ name, acknowledged, onTopic, lost, duplicates, delay }: Outcome): (string | number)[] {
  return [name, acknowledged, onTopic, lost, duplicates, `${(delay / 1000).toFixed(1)} s`];
}
