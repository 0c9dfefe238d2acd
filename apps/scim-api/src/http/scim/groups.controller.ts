import { Controller, Delete, Get, Inject, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Projection, StoredGroup } from '#scim';
import { asksOnly, orderedId } from '#service';
import { inTurns } from '#turns';
import { deleteGroup } from '../../groups/decide-group.js';
import type { GroupChange } from '../../groups/group-change.js';
import { GROUP_READINGS } from '../../groups/group-readings.js';
import type { Reading } from '../../writes/asked-write.js';
import { noSuch } from '../../writes/decided.js';
import { assertDone, changeOf, noteDecision, writeRequest } from './changes.js';
import { identityOf, rulesOf, turnOf } from './identity.js';
import { countWrite } from './instruments.js';
import { idOf } from '../path.js';
import { PARTS, servedOf, type Parts } from './parts.js';
import { projectionOf, queryParameters } from './query.js';
import { sendNothing, sendNotModified, sendResource, sendInTurns } from './scim-answer.js';

/** RFC 7644 §3: the endpoint of groups. */
@Controller('scim/v2/Groups')
export class GroupsController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'Group');
    const group = await this.#changed(request, GROUP_READINGS.POST, orderedId());
    await this.#send(request, reply, { status: 201, group, projection });
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendInTurns(
      reply,
      200,
      await servedOf(request, this.#parts).lists.list(request, 'Group', { parameters: queryParameters(request) }),
    );
  }

  @Get(':id')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'Group');
    const group = await servedOf(request, this.#parts).groups.byId(identityOf(request).tenantId, idOf(request));
    if (group === null) throw noSuch('Group');
    if (sendNotModified(request, reply, group.version)) return;
    await this.#send(request, reply, { status: 200, group, projection });
  }

  @Put(':id')
  async replace(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'Group');
    const group = await this.#changed(request, GROUP_READINGS.PUT);
    await this.#send(request, reply, { status: 200, group, projection });
  }

  /**
   * 204: an answer with all members is not advisable (Microsoft, SCIM tutorial, "Update Group"); 200 to who says which
   * attributes to answer with (RFC 7644 §3.5.2).
   */
  @Patch(':id')
  async patch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'Group');
    const group = await this.#changed(request, GROUP_READINGS.PATCH);
    if (queryParameters(request).attributes === undefined) sendNothing(reply, group.version);
    else await this.#send(request, reply, { status: 200, group, projection });
  }

  @Delete(':id')
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const ifMatch = request.headers['if-match'];
    const decision = await servedOf(request, this.#parts).store.deleteGroup(
      deleteGroup(writeRequest(request), idOf(request), { ifMatch }),
    );
    if (decision.kind === 'refused') throw decision.error;
    noteDecision(request, decision);
    countWrite('Group', 'deleted');
    sendNothing(reply);
  }

  async #changed(request: FastifyRequest, read: Reading<GroupChange>, id = idOf(request)): Promise<StoredGroup> {
    const asked = await inTurns(read(request.body, rulesOf(request, 'Group')), turnOf(request));
    const decision = await servedOf(request, this.#parts).store.changeGroup(changeOf(request, asked, id));
    assertDone(request, 'Group', decision);
    return decision.group;
  }

  /** The projection was read before the write: what cannot be answered must not be stored. */
  async #send(request: FastifyRequest, reply: FastifyReply, { status, group, projection }: Answer): Promise<void> {
    const { tenantId } = identityOf(request);
    const { body, text } = await (asksOnly(request)
      ? servedOf(request, this.#parts).loading.group(tenantId, group, projection)
      : servedOf(request, this.#parts).loading.writtenGroup(tenantId, group, projection));
    await sendResource(reply, { status, version: group.version, body, text });
  }
}

interface Answer {
  readonly status: number;
  readonly group: StoredGroup;
  readonly projection: Projection;
}
