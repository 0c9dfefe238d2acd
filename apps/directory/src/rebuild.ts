import { parseArgs } from 'node:util';
import { createLogger, runCommand } from '#service';
import { rebuildConfig } from './config.js';
import { rebuild } from './rebuild/rebuild.js';

const BY_PARKED = ' by parked events only: release or discard them (npm run projection -- directory parked list)';

/**
 * `rebuild.js --check` compares the live projection with a fold from the first event, and leaves it alone;
 * `rebuild.js` puts the fold in its place. Exit code 0: equal, or swapped; 1: they differ (--check); 2: it failed.
 */
await runCommand('no rebuild', async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const { live, rebuilt, folded, isEqual, isSwapped, difference, parked } = await rebuild({
    ...rebuildConfig(process.env),
    isCheck: values.check,
    log: createLogger('directory-rebuild', { level: 'warn' }),
    onStep: (step) => void process.stderr.write(`${step}\n`),
  });
  const outcome = isEqual ? 'equal' : `DIFFERENT${difference === 'parked' ? BY_PARKED : ''}`;
  process.stdout.write(
    [
      `folded ${folded.events} events in ${folded.seconds.toFixed(1)} s (${Math.round(folded.events / folded.seconds)}/s)`,
      `parked ${folded.parked}, live ${parked}`,
      `live    ${live.sha256}  ${live.rows} rows`,
      `rebuilt ${rebuilt.sha256}  ${rebuilt.rows} rows`,
      `${outcome}${isSwapped ? ', swapped in' : ''}`,
      '',
    ].join('\n'),
  );
  process.exitCode = isEqual || isSwapped ? 0 : 1;
});
