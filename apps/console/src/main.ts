import { runProcess } from '#service';
import { consoleConfig } from './config.js';
import { startConsole } from './start-console.js';

await runProcess(async () => startConsole(consoleConfig(process.env), process.env));
