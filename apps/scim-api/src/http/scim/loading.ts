import type { FastifyRequest } from 'fastify';
import {
  ENTERPRISE_USER_URN,
  GROUP_TYPE,
  presentGroup,
  presentUser,
  ScimError,
  shows,
  type JsonObject,
  type LoadedGroup,
  type LoadedUser,
  type Projection,
  type StoredGroup,
  type StoredUser,
} from '#scim';
import { goneOf, Kept, ShareExceeded } from '#service';
import type { MembershipReads } from '../../groups/membership-reads.js';
import type { Listing } from '../../queries/resource-query.js';
import type { UserReads } from '../../users/user-reads.js';
import { groupAnswer, type GroupAnswer } from './group-answer.js';
import { holdList, holdNames } from './held-bytes.js';
import { identityOf } from './identity.js';

export interface LoadingParts {
  readonly users: UserReads;
  readonly memberships: MembershipReads;
  readonly baseUrl: string;
}

/** Loads what an answer shows of others with a resource: a user's groups and manager, a group's members. */
export class Loading {
  readonly #parts: LoadingParts;

  constructor(parts: LoadingParts) {
    this.#parts = parts;
  }

  /** The users with what an answer shows of others; ends before one with whom there would be too many groups. */
  async users(
    request: FastifyRequest,
    users: readonly StoredUser[],
    projection: Projection,
  ): Promise<readonly LoadedUser[]> {
    const { userType } = identityOf(request);
    const loaded = shows(projection, userType, 'groups') ? await this.#withGroups(request, users) : users;
    const hasManager = showsManager(projection) && loaded.some((user) => managerOf(user) !== undefined);
    return hasManager ? this.#withManagers(request, loaded) : loaded;
  }

  /** The user as it was stored; without what cannot be asked for: the write was done. */
  async writtenUser(request: FastifyRequest, user: StoredUser, projection: Projection): Promise<LoadedUser> {
    try {
      const [loaded = user] = await this.users(request, [user], projection);
      return loaded;
    } catch (error) {
      if (isOfReading(error)) return user;
      throw error;
    }
  }

  user(request: FastifyRequest, user: LoadedUser, projection: Projection): JsonObject {
    return presentUser(user, { baseUrl: this.#parts.baseUrl, type: identityOf(request).userType, projection });
  }

  /** A page ends before the group with which it would be too large, as RFC 7644 §3.4.2.4 allows. */
  async groups(
    tenantId: string,
    groups: readonly StoredGroup[],
    projection: Projection,
  ): Promise<readonly LoadedGroup[]> {
    if (!shows(projection, GROUP_TYPE, 'members')) return groups;
    const ids = groups.map(({ id }) => id);
    const members = await this.#parts.memberships.membersOf(tenantId, ids);
    return groups.flatMap((group) => (members.has(group.id) ? [{ ...group, members: members.get(group.id) }] : []));
  }

  /** One group, with all its members if they are shown. */
  group(tenantId: string, group: StoredGroup, projection: Projection): Promise<GroupAnswer> {
    const { memberships, baseUrl } = this.#parts;
    return groupAnswer(memberships, group, { tenantId, baseUrl, projection });
  }

  /** The group as it was stored; without its members where these cannot be asked for: the write was done. */
  async writtenGroup(tenantId: string, group: StoredGroup, projection: Projection): Promise<GroupAnswer> {
    try {
      return await this.group(tenantId, group, projection);
    } catch (error) {
      if (isOfReading(error)) return { body: presentGroup(group, this.#parts.baseUrl, projection), text: null };
      throw error;
    }
  }

  /** Which managers are users: only these have an address. Where that cannot be asked none is shown: a write was done. */
  async #withManagers(request: FastifyRequest, users: readonly LoadedUser[]): Promise<readonly LoadedUser[]> {
    const named = users.flatMap((user) => managerOf(user) ?? []);
    const { tenantId } = identityOf(request);
    const known = await this.#parts.users.existing(tenantId, named).catch((error: unknown) => {
      if (error instanceof ScimError || error instanceof ShareExceeded) return new Set<string>();
      throw error;
    });
    return users.map((user) => ({ ...user, isManagerKnown: known.has(managerOf(user) ?? '') }));
  }

  async #withGroups(request: FastifyRequest, users: readonly StoredUser[]): Promise<readonly LoadedUser[]> {
    if (users.length === 0) return users;
    const { tenantId } = identityOf(request);
    // The groups of one are small: a look-up holds them in the share of what is, and waits for no list.
    await (users.length === 1 ? holdNames(request) : listingOf(request).admit());
    const ids = users.map(({ id }) => id);
    const groups = await this.#parts.memberships.groupsOf(tenantId, ids);
    return users.flatMap((user) => (groups.has(user.id) ? [{ ...user, groups: groups.get(user.id) }] : []));
  }
}

const listings = new Kept<FastifyRequest, Listing>();

/** One of a request, whatever many lists it asks for. */
export function listingOf(request: FastifyRequest): Listing {
  const known = listings.get(request);
  if (known !== undefined) return known;
  const listing: Listing = { admit: holdList(request), gone: () => goneOf(request) };
  listings.set(request, listing);
  return listing;
}

export const MANY_GROUPS =
  'groups: too many to be shown; ask /Groups?filter=members.value eq "…"&excludedAttributes=members, which has pages.';

/** A refusal of the look-up, or the database's: those of PostgreSQL and of the network have a code. */
function isOfReading(error: unknown): boolean {
  return error instanceof ScimError || error instanceof ShareExceeded || (error instanceof Error && 'code' in error);
}

function managerOf({ attributes }: StoredUser): string | undefined {
  return attributes[ENTERPRISE_USER_URN]?.manager?.value;
}

/** Whether the answer may show the manager: by the extension, or by a part of it. */
function showsManager({ mode, keys }: Projection): boolean {
  return mode !== 'only' || [...keys].some((key) => key.startsWith(ENTERPRISE_USER_URN));
}
