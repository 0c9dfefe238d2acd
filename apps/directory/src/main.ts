import { runProcess } from '#service';
import { directoryConfig } from './config.js';
import { startDirectory } from './start-directory.js';

await runProcess(() => startDirectory(directoryConfig(process.env)));
