/**
 * `npm run keys -- list|rotate|withdraw|rewrap`: the keys that sign readers' tokens. Exit code: 0 done, 1 refused, 2 not
 * understood or not possible. Environment: ADMIN_DATABASE_URL, KEY_SECRET; for `rewrap` also NEW_KEY_SECRET.
 */
import { userInfo } from 'node:os';
import { runCommand } from '#service';
import { runKeys } from './restore/key-command.js';

await runCommand('keys', async () => {
  process.exitCode = await runKeys(process.argv.slice(2), {
    env: process.env,
    user: () => userInfo().username,
    say: (line) => void process.stdout.write(`${line}\n`),
  });
});
