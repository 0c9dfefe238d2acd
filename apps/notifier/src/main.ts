import { runProcess } from '#service';
import { notifierConfig } from './config.js';
import { startNotifier } from './start-notifier.js';

await runProcess(() => startNotifier(notifierConfig(process.env)));
