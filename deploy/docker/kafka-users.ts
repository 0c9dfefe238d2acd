import { runCommand } from '#service';
import { KAFKA_USERS, OPERATOR } from '../local/set-up/kafka-users.js';
import { userEnv } from '../local/parts/kafka-broker.js';
import { setScramUsers } from '../local/parts/scram-users.js';
import { waitUntil } from '../local/parts/wait-until.js';
import { permitKafkaUsers } from '../local/set-up/security.js';
import { kafkaVariables, passwordsIn } from './passwords.js';

const USERS = [OPERATOR, ...Object.values(KAFKA_USERS)];
// The broker listens before its controller leads, and hears of new users a moment after that.
const PATIENCE = { timeout: 120_000, every: 500 };

// One-shot: Kafka's users with a password each (KAFKA_RELAY_PASSWORD for rollcall-relay …), and the rights of each, from the
// table that npm start -- --secure grants from. KAFKA_BROKERS; KAFKA_CONTROLLER (host:port), which takes the broker's own
// certificate only: KAFKA_SSL_CA, and KAFKA_BUNDLE with key and certificate.
await runCommand('kafka-users', async () => {
  const { KAFKA_BROKERS: brokers, KAFKA_CONTROLLER: controller, KAFKA_SSL_CA: ca, KAFKA_BUNDLE: bundle } = process.env;
  if (!brokers || !controller || !ca || !bundle) {
    throw new Error('KAFKA_BROKERS, KAFKA_CONTROLLER, KAFKA_SSL_CA and KAFKA_BUNDLE must be set');
  }
  const passwords = passwordsIn(process.env, kafkaVariables(USERS));
  const [host = '', port] = controller.split(':');
  const door = { host, controllerPort: Number(port), ca, bundle };
  await waitUntil(() => setScramUsers(door, passwords).then(() => true), {
    what: `the controller ${controller} to take users`,
    ...PATIENCE,
  });
  const operator = userEnv(brokers, { ca, bundle, operator: OPERATOR, passwords }, OPERATOR);
  await waitUntil(() => permitKafkaUsers(operator).then(() => true), {
    what: `Kafka at ${brokers} to take their rights`,
    ...PATIENCE,
  });
  console.log(`${USERS.length} users have their passwords and rights`);
});
