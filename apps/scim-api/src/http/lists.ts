import type { FastifyRequest } from 'fastify';
import {
  listResponse,
  presentGroup,
  presentUser,
  ScimError,
  shows,
  GROUP_TYPE,
  type JsonObject,
  type Projection,
  type ResourceTypeName,
  type StoredGroup,
  type StoredUser,
} from '#scim';
import type { GroupReads } from '../groups/group-reads.js';
import type { Found, QueryPage, ResourceQuery } from '../queries/resource-query.js';
import type { UserReads } from '../users/user-reads.js';
import type { Cursors } from './cursors.js';
import { identityOf } from './identity.js';
import { listQuery, type Asked, type ListQuery } from './query.js';

export interface ListParts {
  readonly users: UserReads;
  readonly groups: GroupReads;
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
    const wanted: ResourceQuery<StoredUser> = {
      ...query,
      page,
      represent: (user) => presentUser(user, { baseUrl, type }),
    };
    const found = await users.find(tenantId, wanted);
    const { projection } = query;
    return { ...found, resources: found.resources.map((user) => presentUser(user, { baseUrl, type, projection })) };
  }

  async #findGroups(request: FastifyRequest, { query, page }: Paged): Promise<Found<JsonObject>> {
    const { baseUrl, groups } = this.parts;
    const { tenantId } = identityOf(request);
    const wanted: ResourceQuery<StoredGroup> = { ...query, page, represent: (group) => presentGroup(group, baseUrl) };
    const found = await groups.find(tenantId, wanted);
    const resources: JsonObject[] = [];
    for (const group of found.resources) resources.push(await this.group(tenantId, group, query.projection));
    return { ...found, resources };
  }

  /** The group with its members, if they are shown. */
  async group(tenantId: string, group: StoredGroup, projection: Projection): Promise<JsonObject> {
    const { baseUrl, groups } = this.parts;
    if (!shows(projection, GROUP_TYPE, 'members')) return presentGroup(group, baseUrl, projection);
    const members = await groups.members(tenantId, group.id);
    return presentGroup({ ...group, members }, baseUrl, projection);
  }
}

interface Paged {
  readonly query: ListQuery;
  readonly page: QueryPage;
}
