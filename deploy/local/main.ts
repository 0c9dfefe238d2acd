import { Launcher } from './launcher.js';

// How many people, or 'default'; 'secure' or 'open'. start.mjs has checked them.
const [, , people, doors] = process.argv;
const asked = Number(people);
const launcher = new Launcher({ secure: doors === 'secure' });

async function end(): Promise<void> {
  await launcher.stop();
  process.exit();
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
// The parent holds the lock: without it another start could begin beside this one.
process.on('disconnect', () => void end());

try {
  await launcher.start(Number.isInteger(asked) ? asked : undefined);
} catch (error) {
  if (!launcher.isStopping) {
    console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
    await launcher.stop();
    if (process.connected) process.disconnect();
  }
}
