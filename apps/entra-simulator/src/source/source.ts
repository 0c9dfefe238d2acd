/** The source: people and groups as Microsoft Graph names their properties. Times are ISO 8601 in UTC. */
export interface SourceUser {
  /** The objectId, a GUID that never changes. */
  readonly id: string;
  readonly userPrincipalName: string;
  readonly mailNickname: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly mail: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly companyName: string | null;
  readonly employeeId: string | null;
  readonly mobilePhone: string | null;
  readonly businessPhone: string | null;
  readonly streetAddress: string | null;
  readonly city: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
  readonly preferredLanguage: string | null;
  readonly userType: 'Member' | 'Guest';
  readonly accountEnabled: boolean;
  /** The id of another user. */
  readonly manager: string | null;
  readonly extensionAttributes: Readonly<Record<string, string>>;
  /** App roles that the assignment carries; none is Default Access. */
  readonly appRoles: readonly AppRole[];
  /** When it went to the recycle bin; it is purged 30 days later. */
  readonly deletedAt: string | null;
}

export interface AppRole {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
}

export interface SourceGroup {
  readonly id: string;
  readonly displayName: string;
  readonly mailNickname: string;
  readonly description: string | null;
  /** Ids of users; Entra does not expand groups in groups. */
  readonly members: readonly string[];
}

/** What a company's administrators have, and what of it is assigned to the application. */
export interface Source {
  readonly users: ReadonlyMap<string, SourceUser>;
  readonly groups: ReadonlyMap<string, SourceGroup>;
  readonly assigned: { readonly users: ReadonlySet<string>; readonly groups: ReadonlySet<string> };
}
