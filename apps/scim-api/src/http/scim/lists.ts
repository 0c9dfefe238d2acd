import type { FastifyRequest } from 'fastify';
import {
  listResponse,
  placeIn,
  presentGroup,
  presentUser,
  ScimError,
  type JsonObject,
  type ResourceTypeName,
  type Sort,
  type StoredGroup,
  type StoredUser,
} from '#scim';
import { inTurns, mapSteps, turns } from '#turns';
import type { GroupReads } from '../../groups/group-reads.js';
import type { Found, QueryPage } from '../../queries/resource-query.js';
import type { UserReads } from '../../users/user-reads.js';
import type { Cursors } from './cursors.js';
import { identityOf } from './identity.js';
import { listingOf, MANY_GROUPS, type Loading } from './loading.js';
import { listQuery, type Asked, type ListQuery } from './query.js';
import { tellMatched } from './told.js';

export interface ListParts {
  readonly users: UserReads;
  readonly groups: GroupReads;
  readonly loading: Loading;
  readonly cursors: Cursors;
  readonly baseUrl: string;
  /** Is told whom a filter found. */
  readonly onFound?: ((tenantId: string, ids: readonly string[]) => void) | undefined;
}

/** RFC 7644 §3.4.2 and §3.4.3: lists of users, of groups and of both, by GET or by search. */
export class Lists {
  readonly #parts: ListParts;

  constructor(parts: ListParts) {
    this.#parts = parts;
  }

  async list(request: FastifyRequest, type: ResourceTypeName, asked: Asked): Promise<JsonObject> {
    const query = listQuery(request, type, asked);
    const { tenantId, connectionId } = identityOf(request);
    const question = { tenantId, connectionId, text: query.question };
    const { cursors } = this.#parts;
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
    tellMatched(request, resources);
    const ids = resources.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
    if (query.filter !== null) this.#parts.onFound?.(tenantId, ids);
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
    const { baseUrl, users, loading } = this.#parts;
    const { tenantId, userType: type } = identityOf(request);
    const { projection } = query;
    const represent = (user: StoredUser): JsonObject => presentUser(user, { baseUrl, type });
    const found = await users.find(tenantId, { ...query, page, represent, listing: listingOf(request) });
    const loaded = await loading.users(request, found.resources, projection);
    return {
      ...upTo(found, loaded, { page, sort: query.sort, represent, detail: MANY_GROUPS }),
      resources: await inTurns(
        mapSteps(loaded, (user) => presentUser(user, { baseUrl, type, projection })),
        turns.begin(tenantId),
      ),
    };
  }

  async #findGroups(request: FastifyRequest, { query, page }: Paged): Promise<Found<JsonObject>> {
    const { baseUrl, groups, loading } = this.#parts;
    const { tenantId } = identityOf(request);
    const { projection } = query;
    const represent = (group: StoredGroup): JsonObject => presentGroup(group, baseUrl);
    const found = await groups.find(tenantId, { ...query, page, represent, listing: listingOf(request) });
    const loaded = await loading.groups(tenantId, found.resources, projection);
    return {
      ...upTo(found, loaded, { page, sort: query.sort, represent, detail: LARGE_GROUP }),
      resources: await inTurns(
        mapSteps(loaded, (group) => presentGroup(group, baseUrl, projection)),
        turns.begin(tenantId),
      ),
    };
  }
}

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
