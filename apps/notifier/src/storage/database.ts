import { Acts1764000000060 } from './migrations/1764000000060-acts.js';
import { DeliveriesOfPerson1764000000061 } from './migrations/1764000000061-deliveries-of-person.js';
import { Operators1764000000062 } from './migrations/1764000000062-operators.js';
import { SignIns1764000000063 } from './migrations/1764000000063-sign-ins.js';
import { CreateProjectionAndDeliveries1764000000000 } from './migrations/1764000000000-create-projection-and-deliveries.js';
import { EvenTenants1764000000001 } from './migrations/1764000000001-even-tenants.js';
import { DiscardedEvents1764000000009 } from './migrations/1764000000009-discarded-events.js';
import { PeopleByName1764000000002 } from './migrations/1764000000002-people-by-name.js';
import { OperatorMail1764000000020 } from './migrations/1764000000020-operator-mail.js';
import { ReleasedGroups1764000000021 } from './migrations/1764000000021-released-groups.js';
import { Confirmations1764000000051 } from './migrations/1764000000051-confirmations.js';
import { CredentialMails1764000000070 } from './migrations/1764000000070-credential-mails.js';
import { TestMails1764000000071 } from './migrations/1764000000071-test-mails.js';
import { SilentConnections1764000000072 } from './migrations/1764000000072-silent-connections.js';
import { ConnectionAddresses1764000000073 } from './migrations/1764000000073-connection-addresses.js';
import { EndedTenants1764000000080 } from './migrations/1764000000080-ended-tenants.js';
import { EmergencyMails1764000000090 } from './migrations/1764000000090-emergency-mails.js';
import { ApprovalMails1764000000100 } from './migrations/1764000000100-approval-mails.js';
import { SignOnMails1764000000110 } from './migrations/1764000000110-sign-on-mails.js';
import { ShadowMails1764000000120 } from './migrations/1764000000120-shadow-mails.js';
import { ForgetShadowMails1764000000121 } from './migrations/1764000000121-forget-shadow-mails.js';
import { CopiesIndex1764000000074 } from './migrations/1764000000074-copies.js';
import { Sequences1764000000050 } from './migrations/1764000000050-sequences.js';
import { PeopleIndexes1764000000003 } from './migrations/1764000000003-people-indexes.js';
import { Recipients1764000000031 } from './migrations/1764000000031-recipients.js';
import { Turns1764000000032 } from './migrations/1764000000032-turns.js';
import { TurnIndexes1764000000033 } from './migrations/1764000000033-turn-indexes.js';
import { Revocations1764000000040 } from './migrations/1764000000040-revocations.js';

export const DATABASE = {
  name: 'rollcall_notifier',
  roles: { notifier: 'rollcall_notifier', reader: 'rollcall_notifier_reader' },
} as const;

export const MIGRATIONS = [
  CreateProjectionAndDeliveries1764000000000,
  EvenTenants1764000000001,
  PeopleByName1764000000002,
  PeopleIndexes1764000000003,
  DiscardedEvents1764000000009,
  OperatorMail1764000000020,
  ReleasedGroups1764000000021,
  Recipients1764000000031,
  Turns1764000000032,
  TurnIndexes1764000000033,
  Revocations1764000000040,
  Sequences1764000000050,
  Confirmations1764000000051,
  Acts1764000000060,
  DeliveriesOfPerson1764000000061,
  Operators1764000000062,
  SignIns1764000000063,
  CredentialMails1764000000070,
  TestMails1764000000071,
  SilentConnections1764000000072,
  ConnectionAddresses1764000000073,
  CopiesIndex1764000000074,
  EndedTenants1764000000080,
  EmergencyMails1764000000090,
  ApprovalMails1764000000100,
  SignOnMails1764000000110,
  ShadowMails1764000000120,
  ForgetShadowMails1764000000121,
];
