import type { FastifyRequest } from 'fastify';
import {
  ENTERPRISE_USER_URN,
  listResponse,
  presentGroup,
  placeIn,
  presentUser,
  ScimError,
  shows,
  GROUP_TYPE,
  type JsonObject,
  type LoadedGroup,
  type LoadedUser,
  type Projection,
  type ResourceTypeName,
  type Sort,
  type StoredGroup,
  type StoredUser,
} from '#scim';
import type { GroupReads } from '../groups/group-reads.js';
import type { MembershipReads } from '../groups/membership-reads.js';
import { goneOf, Kept, ShareExceeded } from '#service';
import { inTurns, mapSteps, turns } from '#turns';
import type { Found, Listing, QueryPage } from '../queries/resource-query.js';
import type { UserReads } from '../users/user-reads.js';
import type { Cursors } from './cursors.js';
import { groupAnswer, type GroupAnswer } from './group-answer.js';
import { holdList, holdNames } from './held-bytes.js';
import { identityOf } from './identity.js';
import { listQuery, type Asked, type ListQuery } from './query.js';

export interface ListParts {
  readonly users: UserReads;
  readonly groups: GroupReads;
  readonly memberships: MembershipReads;
  readonly cursors: Cursors;
  readonly baseUrl: string;
}

/** RFC 7644 §3.4.2 and §3.4.3: lists of users, of groups and of both, by GET or by search. */
export class Lists {
  constructor(private readonly parts: ListParts) {}

  async list(request: FastifyRequest, type: ResourceTypeName, asked: Asked): Promise<JsonObject> {
    const query = listQuery(request, type, asked);
    const { tenantId, connectionId } = identityOf(request);
    const question = { tenantId, connectionId, text: query.question };
    const { cursors } = this.parts;
    const { paging } = query;
    const page: QueryPage =
      paging.kind === 'index'
        ? paging
        : {
            kind: 'keyset',
            after: paging.cursor === null ? null : cursors.open(paging.cursor, question),
            count: paging.count,
          };
    const { resources, totalResults, next } = await this.#find(request, type, { query, page });
    return listResponse({
      resources,
      totalResults,
      ...(paging.kind === 'index' ? { startIndex: paging.startIndex } : {}),
      nextCursor: next === null ? null : cursors.seal(next, question),
    });
  }

  /** RFC 7644 §3.4.2.1: users first, then groups, as one list. */
  async listAll(request: FastifyRequest, { parameters }: Asked): Promise<JsonObject> {
    const { sortBy, cursor } = parameters;
    if (sortBy !== undefined)
      throw new ScimError('invalid-sort', 'sortBy: ask one endpoint; types are not sorted together.');
    if (cursor !== undefined)
      throw new ScimError('invalid-cursor', 'cursor: ask one endpoint; here pages go by startIndex.');
    const asked: Asked = { parameters, isOfAllTypes: true };
    const users = listQuery(request, 'User', asked);
    const groups = listQuery(request, 'Group', asked);
    const { paging } = users;
    if (paging.kind !== 'index') throw new ScimError('invalid-cursor');
    const first = await this.#find(request, 'User', { query: users, page: paging });
    const before = first.totalResults ?? 0;
    const rest = {
      kind: 'index',
      startIndex: Math.max(1, paging.startIndex - before),
      count: paging.count - first.resources.length,
    } as const;
    // A page of users that its bytes cut short is not filled up with groups.
    const isCut = paging.startIndex + first.resources.length <= before && first.resources.length < paging.count;
    const second = await this.#find(request, 'Group', { query: groups, page: isCut ? { ...rest, count: 0 } : rest });
    return listResponse({
      resources: [...first.resources, ...second.resources],
      totalResults: before + (second.totalResults ?? 0),
      startIndex: paging.startIndex,
    });
  }

  #find(request: FastifyRequest, type: ResourceTypeName, asked: Paged): Promise<Found<JsonObject>> {
    return type === 'User' ? this.#findUsers(request, asked) : this.#findGroups(request, asked);
  }

  async #findUsers(request: FastifyRequest, { query, page }: Paged): Promise<Found<JsonObject>> {
    const { baseUrl, users } = this.parts;
    const { tenantId, userType: type } = identityOf(request);
    const { projection } = query;
    const represent = (user: StoredUser): JsonObject => presentUser(user, { baseUrl, type });
    const found = await users.find(tenantId, { ...query, page, represent, listing: listingOf(request) });
    const loaded = await this.loaded(request, found.resources, projection);
    return {
      ...upTo(found, loaded, { page, sort: query.sort, represent, detail: MANY_GROUPS }),
      resources: await inTurns(
        mapSteps(loaded, (user) => presentUser(user, { baseUrl, type, projection })),
        turns.begin(tenantId),
      ),
    };
  }

  /** The user as it was stored, with what an answer shows of others; without it where that cannot be asked: the write was done. */
  async written(request: FastifyRequest, user: StoredUser, projection: Projection): Promise<LoadedUser> {
    try {
      const [loaded = user] = await this.loaded(request, [user], projection);
      return loaded;
    } catch (error) {
      if (isOfReading(error)) return user;
      throw error;
    }
  }

  /** The users with what an answer shows of others; ends before one with whom there would be too many groups. */
  async loaded(
    request: FastifyRequest,
    users: readonly StoredUser[],
    projection: Projection,
  ): Promise<readonly LoadedUser[]> {
    const withGroups = await this.#withGroups(request, users, projection);
    return showsManager(projection) ? this.#withManagers(request, withGroups) : withGroups;
  }

  /** Which managers are users: only these have an address. Where that cannot be asked none is shown: a write was done. */
  async #withManagers(request: FastifyRequest, users: readonly LoadedUser[]): Promise<readonly LoadedUser[]> {
    const named = users.flatMap((user) => managerOf(user) ?? []);
    if (named.length === 0) return users;
    const { tenantId } = identityOf(request);
    const known = await this.parts.users.existing(tenantId, named).catch((error: unknown) => {
      if (error instanceof ScimError || error instanceof ShareExceeded) return new Set<string>();
      throw error;
    });
    return users.map((user) => ({ ...user, isManagerKnown: known.has(managerOf(user) ?? '') }));
  }

  /** The users with their groups, where the answer shows them. */
  async #withGroups(
    request: FastifyRequest,
    users: readonly StoredUser[],
    projection: Projection,
  ): Promise<readonly LoadedUser[]> {
    const { tenantId, userType } = identityOf(request);
    if (users.length === 0 || !shows(projection, userType, 'groups')) return users;
    // The groups of one are small: a look-up holds them in the share of what is, and waits for no list.
    await (users.length === 1 ? holdNames(request) : listingOf(request).admit());
    const ids = users.map(({ id }) => id);
    const groups = await this.parts.memberships.groupsOf(tenantId, ids);
    return users.flatMap((user) => (groups.has(user.id) ? [{ ...user, groups: groups.get(user.id) }] : []));
  }

  async #findGroups(request: FastifyRequest, { query, page }: Paged): Promise<Found<JsonObject>> {
    const { baseUrl, groups } = this.parts;
    const { tenantId } = identityOf(request);
    const { projection } = query;
    const represent = (group: StoredGroup): JsonObject => presentGroup(group, baseUrl);
    const found = await groups.find(tenantId, { ...query, page, represent, listing: listingOf(request) });
    const loaded = await this.#withMembers(tenantId, found.resources, projection);
    return {
      ...upTo(found, loaded, { page, sort: query.sort, represent, detail: LARGE_GROUP }),
      resources: await inTurns(
        mapSteps(loaded, (group) => presentGroup(group, baseUrl, projection)),
        turns.begin(tenantId),
      ),
    };
  }

  /** One group, with all its members if they are shown. */
  group(tenantId: string, group: StoredGroup, projection: Projection): Promise<GroupAnswer> {
    const { memberships, baseUrl } = this.parts;
    return groupAnswer(memberships, group, { tenantId, baseUrl, projection });
  }

  /** The group as it was stored; without its members where these cannot be asked for: the write was done. */
  async writtenGroup(tenantId: string, group: StoredGroup, projection: Projection): Promise<GroupAnswer> {
    try {
      return await this.group(tenantId, group, projection);
    } catch (error) {
      if (isOfReading(error)) return { body: presentGroup(group, this.parts.baseUrl, projection), text: null };
      throw error;
    }
  }

  /** A page ends before the group with which it would be too large, as RFC 7644 §3.4.2.4 allows. */
  async #withMembers(
    tenantId: string,
    groups: readonly StoredGroup[],
    projection: Projection,
  ): Promise<readonly LoadedGroup[]> {
    if (!shows(projection, GROUP_TYPE, 'members')) return groups;
    const ids = groups.map(({ id }) => id);
    const members = await this.parts.memberships.membersOf(tenantId, ids);
    return groups.flatMap((group) => (members.has(group.id) ? [{ ...group, members: members.get(group.id) }] : []));
  }
}

const listings = new Kept<FastifyRequest, Listing>();

/** One of a request, whatever many lists it asks for. */
function listingOf(request: FastifyRequest): Listing {
  const known = listings.get(request);
  if (known !== undefined) return known;
  const listing: Listing = { admit: holdList(request), gone: () => goneOf(request) };
  listings.set(request, listing);
  return listing;
}

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

export const MANY_GROUPS =
  'groups: too many to be shown; ask /Groups?filter=members.value eq "…"&excludedAttributes=members, which has pages.';
const LARGE_GROUP =
  'members: too many for a list; read the group by its id, or leave them out by excludedAttributes=members.';

interface Cutting<Resource> {
  readonly page: QueryPage;
  readonly sort: Sort | null;
  readonly represent: (resource: Resource) => JsonObject;
  /** For the client whose page could show nothing, and so would never end. */
  readonly detail: string;
}

/** What was found, ending with the last that is shown: the next page goes on behind that. @throws `too-many-results` */
function upTo<Resource extends { readonly id: string }>(
  found: Found<Resource>,
  shown: readonly Resource[],
  { page, sort, represent, detail }: Cutting<Resource>,
): Found<Resource> {
  const last = shown.at(-1);
  if (shown.length === found.resources.length) return found;
  if (last === undefined) throw new ScimError('too-many-results', detail);
  // A page by index has no next place: its client counts what it got.
  return { ...found, next: page.kind === 'keyset' ? placeIn(represent(last), sort) : null };
}

interface Paged {
  readonly query: ListQuery;
  readonly page: QueryPage;
}
