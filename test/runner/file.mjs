// One spec file, run by Jest's own engine in this process: see index.mjs.
import { once } from 'node:events';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/compiled'));
// Whoever asked is gone.
process.on('disconnect', () => process.exit(1));
const [[asked]] = await Promise.all([once(process, 'message'), import('./modules.mjs')]);
const { initialize, run } = await import('./globals.mjs');
// A file that waits for nothing any more ends, and has failed.
process.channel.unref();

const result = await outcome(asked).catch((error) => ({ error: described(error) }));
process.send(result, () => process.exit(0));

async function outcome({ path, config, globalConfig }) {
  const start = Date.now();
  await initialize({ path, config, globalConfig });
  await import(pathToFileURL(path).href);
  const { console: _none, ...result } = await run({ path, config, globalConfig });
  const end = Date.now();
  return {
    ...result,
    // What an assertion compared may be no JSON; what it said is in the messages.
    testResults: result.testResults.map((one) => ({ ...one, failureDetails: [] })),
    perfStats: {
      ...result.perfStats,
      start,
      end,
      runtime: end - start,
      slow: end - start > config.slowTestThreshold * 1_000,
    },
    skipped: result.testResults.length === result.numPendingTests,
  };
}

/** Anything may be thrown. */
function described(error) {
  return Error.isError(error) ? { message: error.message, stack: error.stack } : { message: String(error) };
}
