import type { Migrations } from '#postgres';
import { CreateLedger1 } from './migrations/0001-create-ledger.js';
import { DiscardedEvents2 } from './migrations/0002-discarded-events.js';
import { PlaceOfRefusals3 } from './migrations/0003-place-of-refusals.js';
import { EvenTenants4 } from './migrations/0004-even-tenants.js';
import { ChangesBytes5 } from './migrations/0005-changes-bytes.js';
import { OperatorsActs6 } from './migrations/0006-operators-acts.js';
import { Revocations7 } from './migrations/0007-revocations.js';
import { Sequences8 } from './migrations/0008-sequences.js';
import { AcceptedGaps9 } from './migrations/0009-accepted-gaps.js';
import { Guards10 } from './migrations/0010-guards.js';
import { AddressOfActs11 } from './migrations/0011-address-of-acts.js';
import { Acts12 } from './migrations/0012-acts.js';
import { ArrivalsAndNames13 } from './migrations/0013-arrivals-and-names.js';
import { AskedIndexes14 } from './migrations/0014-asked-indexes.js';
import { Reads15 } from './migrations/0015-reads.js';
import { Operators16 } from './migrations/0016-operators.js';
import { SignIns17 } from './migrations/0017-sign-ins.js';
import { PlaceOfEvents18 } from './migrations/0018-place-of-events.js';
import { EndedTenants20 } from './migrations/0020-ended-tenants.js';
import { Definitions21 } from './migrations/0021-definitions.js';
import { SequenceOfTenants22 } from './migrations/0022-sequence-of-tenants.js';

/** In the order in which they run; run by the owner of the database, never by a service's role. */
export const MIGRATIONS: Migrations = [
  CreateLedger1,
  DiscardedEvents2,
  PlaceOfRefusals3,
  EvenTenants4,
  ChangesBytes5,
  OperatorsActs6,
  Revocations7,
  Sequences8,
  AcceptedGaps9,
  Guards10,
  AddressOfActs11,
  Acts12,
  ArrivalsAndNames13,
  AskedIndexes14,
  Reads15,
  Operators16,
  SignIns17,
  PlaceOfEvents18,
  EndedTenants20,
  Definitions21,
  SequenceOfTenants22,
];
