import { CreateScim0001 } from './migrations/0001-create-scim.js';
import { ConnectionSettings0002 } from './migrations/0002-connection-settings.js';
import { SearchColumns0003 } from './migrations/0003-search-columns.js';
import { CustomAttributes0004 } from './migrations/0004-custom-attributes.js';
import { ResourceCounts0005 } from './migrations/0005-resource-counts.js';
import { NameGrams0006 } from './migrations/0006-name-grams.js';
import { FillSearchColumns0007 } from './migrations/0007-fill-search-columns.js';
import { SearchIndexes0008 } from './migrations/0008-search-indexes.js';
import { EvenTenants0009 } from './migrations/0009-even-tenants.js';
import { AnnounceConnections0013 } from './migrations/0013-announce-connections.js';
import { TenantDomains0016 } from './migrations/0016-tenant-domains.js';
import { AnnounceDomains0017 } from './migrations/0017-announce-domains.js';
import { SigningKeys0018 } from './migrations/0018-signing-keys.js';
import { FixedCredentials0021 } from './migrations/0021-fixed-credentials.js';
import { MembershipOrder0024 } from './migrations/0024-membership-order.js';
import { SecretsMadeHere0026 } from './migrations/0026-secrets-made-here.js';
import { WrappedKeysOnly0027 } from './migrations/0027-wrapped-keys-only.js';
import { ConnectionMethods0031 } from './migrations/0031-connection-methods.js';
import { AccessTokens0032 } from './migrations/0032-access-tokens.js';
import { Federation0033 } from './migrations/0033-federation.js';
import { Decisions0034 } from './migrations/0034-decisions.js';
import { CredentialWarnings0035 } from './migrations/0035-credential-warnings.js';
import { FailureMails0036 } from './migrations/0036-failure-mails.js';
import { NotificationAddresses0037 } from './migrations/0037-notification-addresses.js';
import { Brake0051 } from './migrations/0051-brake.js';
import { OperatorCredentials0060 } from './migrations/0060-operator-credentials.js';
import { AnnounceOperators0062 } from './migrations/0062-announce-operators.js';
import { SignIns0063 } from './migrations/0063-sign-ins.js';
import { ReaderRoles0064 } from './migrations/0064-reader-roles.js';
import { ReadOutbox0070 } from './migrations/0070-read-outbox.js';
import { SensitiveAttributes0071 } from './migrations/0071-sensitive-attributes.js';
import { Pause0080 } from './migrations/0080-pause.js';
import { Suspension0081 } from './migrations/0081-suspension.js';
import { OutboxSpan0082 } from './migrations/0082-outbox-span.js';
import { EndedTenants0090 } from './migrations/0090-ended-tenants.js';
import { ConsoleKeys0095 } from './migrations/0095-console-keys.js';
import { GivenAudiences0096 } from './migrations/0096-given-audiences.js';
import { OutboxPlaces0100 } from './migrations/0100-outbox-places.js';
import { Slugs0105 } from './migrations/0105-slugs.js';
import { Grants0110 } from './migrations/0110-grants.js';
import { ReaderScopes0115 } from './migrations/0115-reader-scopes.js';
import { TimeZones0116 } from './migrations/0116-time-zones.js';
import { Shadow0117 } from './migrations/0117-shadow.js';
import { KeepGrantsRevoked0118 } from './migrations/0118-keep-grants-revoked.js';
import { KeepBrakeCounts0119 } from './migrations/0119-keep-brake-counts.js';
import { EndTokensWithSecrets0120 } from './migrations/0120-end-tokens-with-secrets.js';
import { Served0122 } from './migrations/0122-served.js';
import { KeepWithdrawn0123 } from './migrations/0123-keep-withdrawn.js';
import { UpheldTells0124 } from './migrations/0124-upheld-tells.js';
import { CountUpheldAnew0125 } from './migrations/0125-count-upheld-anew.js';
import { TrustedTimes0126 } from './migrations/0126-trusted-times.js';

/** The database of scim-api and of the relay, with one ordinary role per way of using it. */
export const DATABASE = {
  name: 'rollcall_scim',
  roles: {
    /** Serves SCIM for one tenant at a time, under row-level security. */
    scim: 'rollcall_scim',
    /** Serves the admin API: tenants, connections, credentials and readers of all tenants, and no resource. */
    admin: 'rollcall_admin',
    /** Publishes the outbox of all tenants, and reads nothing else. */
    relay: 'rollcall_relay',
  },
} as const;

export const MIGRATIONS = [
  CreateScim0001,
  ConnectionSettings0002,
  SearchColumns0003,
  CustomAttributes0004,
  ResourceCounts0005,
  NameGrams0006,
  FillSearchColumns0007,
  SearchIndexes0008,
  EvenTenants0009,
  AnnounceConnections0013,
  TenantDomains0016,
  AnnounceDomains0017,
  SigningKeys0018,
  FixedCredentials0021,
  MembershipOrder0024,
  SecretsMadeHere0026,
  WrappedKeysOnly0027,
  ConnectionMethods0031,
  AccessTokens0032,
  Federation0033,
  Decisions0034,
  CredentialWarnings0035,
  FailureMails0036,
  NotificationAddresses0037,
  Brake0051,
  OperatorCredentials0060,
  AnnounceOperators0062,
  SignIns0063,
  ReaderRoles0064,
  ReadOutbox0070,
  SensitiveAttributes0071,
  Pause0080,
  Suspension0081,
  OutboxSpan0082,
  EndedTenants0090,
  ConsoleKeys0095,
  GivenAudiences0096,
  OutboxPlaces0100,
  Slugs0105,
  Grants0110,
  ReaderScopes0115,
  TimeZones0116,
  Shadow0117,
  KeepGrantsRevoked0118,
  KeepBrakeCounts0119,
  EndTokensWithSecrets0120,
  Served0122,
  KeepWithdrawn0123,
  UpheldTells0124,
  CountUpheldAnew0125,
  TrustedTimes0126,
];
