import { runProjection } from '#projection';
import { AUDIT } from './audit.js';

await runProjection(AUDIT);
