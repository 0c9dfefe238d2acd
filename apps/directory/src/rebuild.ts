import { createLogger } from '#service';
import { rebuildConfig } from './config.js';
import { rebuild } from './rebuild/rebuild.js';

/**
 * `rebuild.js --check` compares the live projection with a fold from the first event, and leaves it alone;
 * `rebuild.js` puts the fold in its place. Exit code 0: equal, or swapped; 1: they differ (--check) or it failed.
 */
const isCheck = process.argv.includes('--check');
const unknown = process.argv.slice(2).find((argument) => argument !== '--check');
if (unknown !== undefined) throw new Error(`unknown argument ${unknown}; there is only --check`);

const BY_PARKED = ' by parked events only: release or discard them (npm run projection -- directory parked list)';

const result = await rebuild({
  ...rebuildConfig(process.env),
  isCheck,
  log: createLogger('directory-rebuild', { level: 'warn' }),
  onStep: (step) => void process.stderr.write(`${step}\n`),
});
const { live, rebuilt, folded, isEqual, isSwapped } = result;
const outcome = isEqual ? 'equal' : `DIFFERENT${result.difference === 'parked' ? BY_PARKED : ''}`;
process.stdout.write(
  [
    `folded ${folded.events} events in ${folded.seconds.toFixed(1)} s (${Math.round(folded.events / folded.seconds)}/s)`,
    `parked ${folded.parked}, live ${result.parked}`,
    `live    ${live.sha256}  ${live.rows} rows`,
    `rebuilt ${rebuilt.sha256}  ${rebuilt.rows} rows`,
    `${outcome}${isSwapped ? ', swapped in' : ''}`,
    '',
  ].join('\n'),
);
process.exitCode = isEqual || isSwapped ? 0 : 1;
