import { Controller, Delete, Get, Inject, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  decodeGroup,
  decodePatch,
  GROUP_TYPE,
  listResponse,
  presentGroup,
  ScimError,
  shows,
  splitGroupPatch,
  type JsonObject,
  type Projection,
  type StoredGroup,
} from '#scim';
import { createGroup, deleteGroup, patchGroup, replaceGroup } from '../groups/decide-group.js';
import type { GroupDecision } from '../groups/group-change.js';
import type { GroupReads } from '../groups/group-reads.js';
import type { Store } from '../storage/store.js';
import { identityOf, rulesOf } from './identity.js';
import { countQuirks, countWrite } from './instruments.js';
import { idOf } from './path.js';
import { listQuery, projectionOf } from './query.js';
import { ifMatch, sendNothing, sendNotModified, sendResource, sendScim, writeRequest } from './scim-answer.js';
import { GROUP_READS, SCIM_BASE_URL, STORE } from './tokens.js';

/** RFC 7644 §3: the endpoint of groups. */
@Controller('scim/v2/Groups')
export class GroupsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(GROUP_READS) private readonly groups: GroupReads,
    @Inject(SCIM_BASE_URL) private readonly baseUrl: string,
  ) {}

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'Group');
    const decoded = decodeGroup(request.body, identityOf(request).tolerance);
    countQuirks(decoded.quirks);
    const group = saved(await this.store.changeGroup(createGroup(writeRequest(request), decoded)));
    await this.#send(request, reply, { status: 201, group, projection });
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { filter, paging, projection } = listQuery(request, 'Group');
    const found = await this.groups.find(identityOf(request).tenantId, filter, paging);
    const resources: JsonObject[] = [];
    for (const group of found.resources) resources.push(await this.#present(request, group, projection));
    sendScim(reply, 200, listResponse({ ...found, resources, startIndex: paging.startIndex }));
  }

  @Get(':id')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'Group');
    const group = await this.groups.byId(identityOf(request).tenantId, idOf(request));
    if (group === null) throw new ScimError('not-found', 'No group has this id; it may have been deleted.');
    if (sendNotModified(request, reply, group.version)) return;
    await this.#send(request, reply, { status: 200, group, projection });
  }

  @Put(':id')
  async replace(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'Group');
    const decoded = decodeGroup(request.body, identityOf(request).tolerance);
    countQuirks(decoded.quirks);
    const change = replaceGroup(writeRequest(request), idOf(request), { group: decoded, ...ifMatch(request) });
    const group = saved(await this.store.changeGroup(change));
    await this.#send(request, reply, { status: 200, group, projection });
  }

  /** 204: an answer with all members is not advisable (Microsoft, SCIM tutorial, "Update Group"). */
  @Patch(':id')
  async patch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const patch = decodePatch(request.body, rulesOf(request, 'Group'));
    countQuirks(patch.quirks);
    const split = { patch: splitGroupPatch(patch), ...ifMatch(request) };
    const group = saved(await this.store.changeGroup(patchGroup(writeRequest(request), idOf(request), split)));
    sendNothing(reply, group.version);
  }

  @Delete(':id')
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const decision = await this.store.deleteGroup(deleteGroup(writeRequest(request), idOf(request), ifMatch(request)));
    if (decision.kind === 'refused') throw decision.error;
    countWrite('Group', 'deleted');
    sendNothing(reply);
  }

  /** The projection was read before the write: what cannot be answered must not be stored. */
  async #send(request: FastifyRequest, reply: FastifyReply, { status, group, projection }: Answer): Promise<void> {
    const body = await this.#present(request, group, projection);
    sendResource(reply, { status, version: group.version, body });
  }

  async #present(request: FastifyRequest, group: StoredGroup, projection: Projection): Promise<JsonObject> {
    if (!shows(projection, GROUP_TYPE, 'members')) return presentGroup(group, this.baseUrl, projection);
    const members = await this.groups.members(identityOf(request).tenantId, group.id);
    return presentGroup({ ...group, members }, this.baseUrl, projection);
  }
}

interface Answer {
  readonly status: number;
  readonly group: StoredGroup;
  readonly projection: Projection;
}

function saved(decision: GroupDecision): StoredGroup {
  if (decision.kind === 'refused') throw decision.error;
  if (decision.kind === 'deleted') throw new ScimError('not-found');
  if (decision.kind === 'unchanged') countWrite('Group', 'unchanged');
  else countWrite('Group', decision.created ? 'created' : 'changed');
  return decision.group;
}
