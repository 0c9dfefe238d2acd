import type { Migrations } from '#postgres';
import { CreateProjection1 } from './migrations/0001-create-projection.js';
import { CreateKeyCache2 } from './migrations/0002-create-key-cache.js';
import { FoldAnew3 } from './migrations/0003-fold-anew.js';
import { ShortPendingList4 } from './migrations/0004-short-pending-list.js';
import { EvenTenants5 } from './migrations/0005-even-tenants.js';
import { ShortKeys6 } from './migrations/0006-short-keys.js';
import { ManagerByName7 } from './migrations/0007-manager-by-name.js';
import { WorkAddresses8 } from './migrations/0008-work-addresses.js';
import { DiscardedEvents9 } from './migrations/0009-discarded-events.js';
import { KeyedIndexes10 } from './migrations/0010-keyed-indexes.js';
import { ResourceBytes11 } from './migrations/0011-resource-bytes.js';
import { Revocations12 } from './migrations/0012-revocations.js';
import { Sequences14 } from './migrations/0014-sequences.js';
import { AcceptedGaps15 } from './migrations/0015-accepted-gaps.js';
import { Acts16 } from './migrations/0016-acts.js';
import { Operators17 } from './migrations/0017-operators.js';
import { SignIns18 } from './migrations/0018-sign-ins.js';
import { AskedIndexes19 } from './migrations/0019-asked-indexes.js';
import { Groups20 } from './migrations/0020-groups.js';
import { EndedTenants21 } from './migrations/0021-ended-tenants.js';
import { KeptPast22 } from './migrations/0022-kept-past.js';
import { Words23 } from './migrations/0023-words.js';
import { Marks24 } from './migrations/0024-marks.js';
import { ErasedPeople25 } from './migrations/0025-erased-people.js';
import { Segments26 } from './migrations/0026-segments.js';
import { Charts27 } from './migrations/0027-charts.js';
import { TenantZones28 } from './migrations/0028-tenant-zones.js';
import { OneMark29 } from './migrations/0029-one-mark.js';
import { SensitiveValues31 } from './migrations/0031-sensitive-values.js';
import { HiddenAttributes32 } from './migrations/0032-hidden-attributes.js';
import { WordsOfPerson33 } from './migrations/0033-words-of-person.js';
import { OneScope34 } from './migrations/0034-one-scope.js';
import { SequenceOfTenants35 } from './migrations/0035-sequence-of-tenants.js';

/** In the order in which they run; run by the owner of the database, never by a service's role. */
export const MIGRATIONS: Migrations = [
  CreateProjection1,
  CreateKeyCache2,
  FoldAnew3,
  ShortPendingList4,
  EvenTenants5,
  ShortKeys6,
  ManagerByName7,
  WorkAddresses8,
  DiscardedEvents9,
  KeyedIndexes10,
  ResourceBytes11,
  Revocations12,
  Sequences14,
  AcceptedGaps15,
  Acts16,
  Operators17,
  SignIns18,
  AskedIndexes19,
  Groups20,
  EndedTenants21,
  KeptPast22,
  Words23,
  Marks24,
  ErasedPeople25,
  Segments26,
  Charts27,
  TenantZones28,
  OneMark29,
  SensitiveValues31,
  HiddenAttributes32,
  WordsOfPerson33,
  OneScope34,
  SequenceOfTenants35,
];
