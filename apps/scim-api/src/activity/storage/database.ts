import { CreateActivity0001 } from './migrations/0001-create-activity.js';
import { SchemaKnown0009 } from './migrations/0009-schema-known.js';
import { FillGaps0010 } from './migrations/0010-fill-gaps.js';
import { Cycles0011 } from './migrations/0011-cycles.js';
import { EndedTenants0014 } from './migrations/0014-ended-tenants.js';
import { Restored0102 } from './migrations/0102-restored.js';
import { ForgetEnded0121 } from './migrations/0121-forget-ended.js';
import { ProbesAlone0127 } from './migrations/0127-probes-alone.js';

/** The activity's own database: what providers sent and were answered. Without it SCIM is served all the same. */
export const ACTIVITY_DATABASE = {
  name: 'rollcall_activity',
  roles: {
    /** Writes by functions alone, and reads one tenant at a time, under row-level security. */
    activity: 'rollcall_activity',
  },
} as const;

export const ACTIVITY_MIGRATIONS = [
  CreateActivity0001,
  SchemaKnown0009,
  FillGaps0010,
  Cycles0011,
  EndedTenants0014,
  Restored0102,
  ForgetEnded0121,
  ProbesAlone0127,
];
