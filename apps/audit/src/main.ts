import { runProcess } from '#service';
import { readAuditConfig } from './config.js';
import { startAudit } from './start-audit.js';

await runProcess(() => startAudit(readAuditConfig(process.env)));
