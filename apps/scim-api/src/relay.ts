import { runProcess } from '#service';
import { relayConfig } from './relay-config.js';
import { startRelay } from './start-relay.js';

await runProcess(async () => startRelay(relayConfig(process.env)));
