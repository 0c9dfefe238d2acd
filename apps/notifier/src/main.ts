import { runProjection } from '#projection';
import { notifier } from './notifier.js';

await runProjection(notifier());
