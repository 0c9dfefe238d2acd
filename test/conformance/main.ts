import { conformance } from './command.js';

// Whoever read the output has left (`… | head -1`): what was made at the target is still removed.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** `npm run conformance -- --url … --token …`: see README.md. */
process.exitCode = await conformance(process.argv.slice(2), process);
