import { writeFileSync } from 'node:fs';
import { PROCESS_NAMES, type ProcessName } from '../../deploy/local/service-processes.js';
import { readCommandLine } from '../support/command-line.js';
import type { Genome } from './attack.js';
import { breaches, megabytes, sumUp, type Figures } from './judge.js';
import { Search } from './search.js';
import { Stage, type Slot } from './stage.js';
import { WORST_FILE, worstGenomes } from './worst.js';

const SLOT_SECONDS = 5;
/** After so many slots with an attacker there is one without. */
const ALONE_EVERY = 4;

const USAGE = `npm run neighbours -- [options]

  --process   one of ${PROCESS_NAMES.join(', ')} (default: each, one after the other)
  --seconds   for how long each is attacked (default 120)
  --seed      of the search (default 20261129)
  --keep      writes what was worst into worst.json, which npm test replays

For each process an attacker with an ordinary token sends, at the limits it is given, the worst that a seeded search finds, in
slots of five seconds, while its neighbour works; between them rounds in which the neighbour is alone. Exit code 1 when
something did not hold.
`;

const { values } = readCommandLine(USAGE, {
  options: {
    process: { type: 'string' },
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string', default: '20261129' },
    keep: { type: 'boolean', default: false },
  },
});
const chosen = PROCESS_NAMES.filter((name) => values.process === undefined || name === values.process);
if (chosen.length === 0) {
  process.stderr.write(`--process: one of ${PROCESS_NAMES.join(', ')}\n`);
  process.exit(2);
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const worst: Record<string, readonly Genome[]> = { ...worstGenomes() };
let isFine = true;
for (const name of chosen) {
  const found = await besides(name);
  worst[name] = found.worst;
  const wrong = breaches(found.figures, { withTimes: true });
  isFine &&= wrong.length === 0;
  say(line(found.figures, wrong));
}
if (values.keep) writeFileSync(WORST_FILE, `${JSON.stringify(worst, null, 2)}\n`);
process.exitCode = isFine ? 0 : 1;

/** A world for each process: what one attack leaves behind is not the next one's. */
async function besides(name: ProcessName): Promise<{ figures: Figures; worst: readonly Genome[] }> {
  const stage = await Stage.open();
  try {
    const search = new Search(name, Number(values.seed), worst[name] ?? []);
    const [alone, beside]: [Slot[], Slot[]] = [[], []];
    const options = { seconds: SLOT_SECONDS, seed: search.seed };
    for (let at = 0; at * SLOT_SECONDS < Number(values.seconds); at += 1) {
      if (at % ALONE_EVERY === 0) {
        // What the attacker left to be published and consumed is not the neighbour's alone.
        await stage.world.quiet();
        alone.push(await stage.slot(name, null, options));
      }
      const genome = search.next();
      const slot = await stage.slot(name, genome, options);
      search.learn(genome, slot);
      beside.push(slot);
      say(
        `  ${name} ${described(genome)}: ${JSON.stringify(slot.answered)}; ${short(sumUp(name, alone, [slot]))}; slowest: ${slot.seen.slowest.what}`,
      );
      if (!slot.isSame) break;
    }
    return { figures: sumUp(name, alone, beside), worst: search.worst };
  } finally {
    await stage.close();
  }
}

function described({ kind, genes }: Genome): string {
  return `${kind} ${Object.entries(genes)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}`;
}

function short({ p99, refused, rss, loopDelay, arrivals, heldBytes, longestStep, work }: Figures): string {
  const times = `p99 ${p99.toFixed(0)} ms, arrival ${arrivals.map((ms) => ms.toFixed(0)).join(' → ')} ms`;
  const charged = `charged ${megabytes(heldBytes)} MB, ${work} characters (step ${longestStep})`;
  return `${times}, ${refused} refused, ${megabytes(rss)} MB, loop ${loopDelay.toFixed(0)} ms, ${charged}`;
}

function line(figures: Figures, wrong: readonly string[]): string {
  const { process: name, aloneP99, requests } = figures;
  const head = `${name}: alone p99 ${aloneP99.toFixed(0)} ms; beside ${short(figures)} of ${requests} requests`;
  return wrong.length === 0 ? `✓ ${head}` : `✗ ${head}: ${wrong.join('; ')}`;
}
