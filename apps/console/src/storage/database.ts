import { CreateConsole0001 } from './migrations/0001-create-console.js';
import { Passkeys0002 } from './migrations/0002-passkeys.js';
import { SignOn0003 } from './migrations/0003-sign-on.js';
import { Saml0004 } from './migrations/0004-saml.js';
import { PeopleOfSessions0005 } from './migrations/0005-people-of-sessions.js';
import { EmergencyAccounts0006 } from './migrations/0006-emergency-accounts.js';
import { SightOfAccounts0007 } from './migrations/0007-sight-of-accounts.js';
import { Approvals0008 } from './migrations/0008-approvals.js';
import { Microsoft0010 } from './migrations/0010-microsoft.js';
import { Ends0011 } from './migrations/0011-ends.js';
import { AdministersSince0012 } from './migrations/0012-administers-since.js';
import { Proof0013 } from './migrations/0013-proof.js';
import { Unattended0014 } from './migrations/0014-unattended.js';

/** Of the console: who signed in, and nothing of what the services have. */
export const DATABASE = {
  name: 'rollcall_console',
  roles: { console: 'rollcall_console' },
} as const;

export const MIGRATIONS = [
  CreateConsole0001,
  Passkeys0002,
  SignOn0003,
  Saml0004,
  PeopleOfSessions0005,
  EmergencyAccounts0006,
  SightOfAccounts0007,
  Approvals0008,
  Microsoft0010,
  Ends0011,
  AdministersSince0012,
  Proof0013,
  Unattended0014,
];
