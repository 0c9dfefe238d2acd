import { runCommand } from '#service';
import { consoleKey } from './upstream/console-key.js';

// With CONSOLE_KEY: prints the public key, for `npm run operator -- console register`.
await runCommand('public-key', async () => {
  const { publicJwk } = await consoleKey(process.env.CONSOLE_KEY ?? '');
  process.stdout.write(`${JSON.stringify(publicJwk)}\n`);
});
