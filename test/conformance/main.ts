import { conformance } from './command.js';

/** `npm run conformance -- --url … --token …`: see README.md. */
process.exitCode = await conformance(process.argv.slice(2), process);
