/** `npm run faults -- --stage NAME`: exits 1 when something did not hold, 2 when the stage is not named rightly. */
import { parseArgs } from 'node:util';
import { BROKERS } from './stages/brokers.js';
import { STANDBY } from './stages/standby.js';
import type { Stage } from './stage.js';

const STAGES: Readonly<Record<string, Stage>> = { brokers: BROKERS, standby: STANDBY };

const stage = STAGES[nameIn(process.argv.slice(2))];
if (stage === undefined) {
  const known = Object.entries(STAGES).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
  process.stderr.write(`npm run faults -- --stage NAME, where NAME is one of\n${known.join('\n')}\n`);
  process.exitCode = 2;
} else {
  const begun = performance.now();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const holds = await stage.run(say);
  say(
    `${holds ? 'everything held' : 'SOMETHING DID NOT HOLD'}, in ${Math.round((performance.now() - begun) / 1000)} s`,
  );
  process.exitCode = holds ? 0 : 1;
}

/** Empty for what cannot be read: the answer is then what there is. */
function nameIn(args: string[]): string {
  try {
    return parseArgs({ args, options: { stage: { type: 'string' } } }).values.stage ?? '';
  } catch {
    return '';
  }
}
