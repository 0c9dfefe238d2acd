import { runProjection } from '#projection';
import { DIRECTORY } from './directory.js';

await runProjection(DIRECTORY);
