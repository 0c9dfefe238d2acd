/**
 * `npm run restore-report`: after scim-api's database was restored from a backup, says what the topics have and the
 * database lacks, one JSON line per resource on stdout. Exit code 0: nothing lost; 1: something is; 2: it cannot tell.
 * Environment: DATABASE_URL (the owner's), KAFKA_BROKERS and the other KAFKA_* settings.
 */
import { Type } from 'typebox';
import { kafkaSettings } from '#kafka';
import { readConfig, runWordless } from '#service';
import { compareWithTopics } from './restore/compare-with-topics.js';

const HELP = `npm run restore-report: after scim-api's database was restored from a backup, says what the topics have and the database lacks,
one JSON line per resource. It takes no words, and changes nothing.`;

await runWordless('no report', HELP, async () => {
  const { DATABASE_URL } = readConfig(Type.Object({ DATABASE_URL: Type.String({ minLength: 1 }) }), process.env);
  const { resources, events, lost } = await compareWithTopics(DATABASE_URL, kafkaSettings(process.env));
  for (const resource of lost) console.log(JSON.stringify(resource));
  const writes = lost.reduce((sum, resource) => sum + resource.writes.length, 0);
  console.error(
    `${events} events against ${resources} resources: ${writes} writes of ${lost.length} resources are lost`,
  );
  process.exitCode = lost.length > 0 ? 1 : 0;
});
