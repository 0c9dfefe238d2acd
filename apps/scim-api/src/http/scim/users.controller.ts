import { Controller, Delete, Get, Inject, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodeUser, ScimError, type Projection, type StoredUser } from '#scim';
import { inTurns } from '#turns';
import type { Store } from '../../storage/store.js';
import { createUser, deleteUser } from '../../users/decide-user.js';
import { provisionUser } from '../../users/provision-user.js';
import type { UserChange } from '../../users/user-change.js';
import { USER_READINGS } from '../../users/user-readings.js';
import type { UserReads } from '../../users/user-reads.js';
import type { Reading } from '../../writes/asked-write.js';
import { noSuch } from '../../writes/decided.js';
import { assertDone, changeOf, writeRequest } from './changes.js';
import { identityOf, rulesOf, turnOf } from './identity.js';
import { countQuirks, countWrite } from './instruments.js';
import type { Lists } from './lists.js';
import { MANY_GROUPS, type Loading } from './loading.js';
import { idOf } from '../path.js';
import { projectionOf, queryParameters } from './query.js';
import { sendNotModified, sendNothing, sendResource, sendInTurns } from './scim-answer.js';
import { tellDecision } from './told.js';
import { LISTS, LOADING, STORE, USER_READS } from './tokens.js';

/** RFC 7644 §3: the endpoint of users. */
@Controller('scim/v2/Users')
export class UsersController {
  readonly #store: Store;
  readonly #users: UserReads;
  readonly #lists: Lists;
  readonly #loading: Loading;

  constructor(
    @Inject(STORE) store: Store,
    @Inject(USER_READS) users: UserReads,
    @Inject(LISTS) lists: Lists,
    @Inject(LOADING) loading: Loading,
  ) {
    this.#store = store;
    this.#users = users;
    this.#lists = lists;
    this.#loading = loading;
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'User');
    const { attributes, quirks } = decodeUser(request.body, rulesOf(request, 'User'));
    countQuirks(quirks);
    const decision =
      identityOf(request).inactiveDuplicate === 'reactivate'
        ? await provisionUser(this.#store, writeRequest(request), attributes)
        : await this.#store.changeUser(createUser(writeRequest(request), attributes));
    assertDone(request, 'User', decision);
    await this.#send(request, reply, { status: 201, user: decision.user, projection });
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendInTurns(reply, 200, await this.#lists.list(request, 'User', { parameters: queryParameters(request) }));
  }

  @Get(':id')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'User');
    const user = await this.#users.byId(identityOf(request).tenantId, idOf(request));
    if (user === null) throw noSuch('User');
    if (sendNotModified(request, reply, user.version)) return;
    const [loaded] = await this.#loading.users(request, [user], projection);
    if (loaded === undefined) throw new ScimError('too-many-results', MANY_GROUPS);
    await sendResource(reply, {
      status: 200,
      version: user.version,
      body: this.#loading.user(request, loaded, projection),
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
    const decision = await this.#store.deleteUser(deleteUser(writeRequest(request), idOf(request), { ifMatch }));
    if (decision.kind === 'refused') throw decision.error;
    tellDecision(request, decision);
    countWrite('User', 'deleted');
    sendNothing(reply);
  }

  async #change(request: FastifyRequest, reply: FastifyReply, read: Reading<UserChange>): Promise<void> {
    const projection = projectionOf(request, 'User');
    const asked = await inTurns(read(request.body, rulesOf(request, 'User')), turnOf(request));
    const decision = await this.#store.changeUser(changeOf(request, asked));
    assertDone(request, 'User', decision, asked.noted);
    await this.#send(request, reply, { status: 200, user: decision.user, projection });
  }

  /**
   * The projection was read before the write: what cannot be answered must not be stored. Groups that are too many to be
   * shown, or cannot be read at this moment, are left out: the write was done.
   */
  async #send(request: FastifyRequest, reply: FastifyReply, { status, user, projection }: Answer): Promise<void> {
    const written = await this.#loading.writtenUser(request, user, projection);
    await sendResource(reply, {
      status,
      version: user.version,
      body: this.#loading.user(request, written, projection),
    });
  }
}

interface Answer {
  readonly status: number;
  readonly user: StoredUser;
  readonly projection: Projection;
}
