import { Controller, Delete, Get, Inject, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ScimError, userSteps, type Projection, type StoredUser } from '#scim';
import { inTurns } from '#turns';
import { createUser, deleteUser } from '../../users/decide-user.js';
import { provisionUser } from '../../users/provision-user.js';
import type { UserChange } from '../../users/user-change.js';
import { USER_READINGS } from '../../users/user-readings.js';
import type { Reading } from '../../writes/asked-write.js';
import { noSuch } from '../../writes/decided.js';
import { assertDone, changeOf, noteDecision, writeRequest } from './changes.js';
import { identityOf, rulesOf, turnOf } from './identity.js';
import { countQuirks, countWrite } from './instruments.js';
import { MANY_GROUPS } from './loading.js';
import { idOf } from '../path.js';
import { PARTS, servedOf, type Parts } from './parts.js';
import { projectionOf, queryParameters } from './query.js';
import { sendNotModified, sendNothing, sendResource, sendInTurns } from './scim-answer.js';

/** RFC 7644 §3: the endpoint of users. */
@Controller('scim/v2/Users')
export class UsersController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'User');
    const { attributes, quirks } = await inTurns(userSteps(request.body, rulesOf(request, 'User')), turnOf(request));
    countQuirks(quirks);
    const decision =
      identityOf(request).inactiveDuplicate === 'reactivate'
        ? await provisionUser(servedOf(request, this.#parts).store, writeRequest(request), attributes)
        : await servedOf(request, this.#parts).store.changeUser(createUser(writeRequest(request), attributes));
    assertDone(request, 'User', decision);
    await this.#send(request, reply, { status: 201, user: decision.user, projection });
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendInTurns(
      reply,
      200,
      await servedOf(request, this.#parts).lists.list(request, 'User', { parameters: queryParameters(request) }),
    );
  }

  @Get(':id')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'User');
    const user = await servedOf(request, this.#parts).users.byId(identityOf(request).tenantId, idOf(request));
    if (user === null) throw noSuch('User');
    if (sendNotModified(request, reply, user.version)) return;
    const [loaded] = await servedOf(request, this.#parts).loading.users(request, [user], projection);
    if (loaded === undefined) throw new ScimError('too-many-results', MANY_GROUPS);
    await sendResource(reply, {
      status: 200,
      version: user.version,
      body: servedOf(request, this.#parts).loading.user(request, loaded, projection),
    });
  }

  @Put(':id')
  replace(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#change(request, reply, USER_READINGS.PUT);
  }

  @Patch(':id')
  patch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#change(request, reply, USER_READINGS.PATCH);
  }

  @Delete(':id')
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const ifMatch = request.headers['if-match'];
    const decision = await servedOf(request, this.#parts).store.deleteUser(
      deleteUser(writeRequest(request), idOf(request), { ifMatch }),
    );
    if (decision.kind === 'refused') throw decision.error;
    noteDecision(request, decision);
    countWrite('User', 'deleted');
    sendNothing(reply);
  }

  async #change(request: FastifyRequest, reply: FastifyReply, read: Reading<UserChange>): Promise<void> {
    const projection = projectionOf(request, 'User');
    const asked = await inTurns(read(request.body, rulesOf(request, 'User')), turnOf(request));
    const decision = await servedOf(request, this.#parts).store.changeUser(changeOf(request, asked));
    assertDone(request, 'User', decision, asked.noted);
    await this.#send(request, reply, { status: 200, user: decision.user, projection });
  }

  /**
   * The projection was read before the write: what cannot be answered must not be stored. Groups that are too many to be
   * shown, or cannot be read at this moment, are left out: the write was done.
   */
  async #send(request: FastifyRequest, reply: FastifyReply, { status, user, projection }: Answer): Promise<void> {
    const written = await servedOf(request, this.#parts).loading.writtenUser(request, user, projection);
    await sendResource(reply, {
      status,
      version: user.version,
      body: servedOf(request, this.#parts).loading.user(request, written, projection),
    });
  }
}

interface Answer {
  readonly status: number;
  readonly user: StoredUser;
  readonly projection: Projection;
}
