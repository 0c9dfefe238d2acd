/**
 * `node dist/test/support/with-world.js COMMAND [ARG …]`: runs the command with TEST_WORLD, what its constellations begin with
 * (see world-template.ts), and exits as it did.
 */
import { rm } from 'node:fs/promises';
import { runWith } from './run-with.js';
import { makeWorldTemplate } from './world-template.js';

const template = await makeWorldTemplate();
try {
  process.exitCode = await runWith({ TEST_WORLD: template }, process.argv.slice(2));
} finally {
  await rm(template, { recursive: true, force: true });
}
