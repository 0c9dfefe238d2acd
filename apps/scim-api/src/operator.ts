/**
 * `npm run operator -- issue|list|revoke`: who may operate the installation. Exit code: 0 done, 1 refused, 2 not understood or
 * not possible. Environment: DATABASE_URL, of the owner of the database.
 */
import { userInfo } from 'node:os';
import { runCommand } from '#service';
import { runOperator } from './restore/operator-command.js';

await runCommand('operator', async () => {
  process.exitCode = await runOperator(process.argv.slice(2), {
    env: process.env,
    user: () => userInfo().username,
    say: (line) => void process.stdout.write(`${line}\n`),
  });
});
