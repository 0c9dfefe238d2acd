import { Controller, Delete, Get, Inject, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  decodeUser,
  decodeUserReplacement,
  patchSteps,
  presentUser,
  ScimError,
  type LoadedUser,
  type Projection,
  type QuirkName,
  type StoredUser,
} from '#scim';
import { inTurns } from '#turns';
import type { Store } from '../storage/store.js';
import { createUser, deleteUser, patchUser, replaceUser } from '../users/decide-user.js';
import { provisionUser } from '../users/provision-user.js';
import type { UserDecision } from '../users/user-change.js';
import type { UserReads } from '../users/user-reads.js';
import { identityOf, rulesOf, turnOf } from './identity.js';
import { countQuirks, countWrite } from './instruments.js';
import { MANY_GROUPS, type Lists } from './lists.js';
import { idOf } from './path.js';
import { projectionOf, queryParameters } from './query.js';
import { ifMatch, sendNotModified, sendNothing, sendResource, sendInTurns, writeRequest } from './scim-answer.js';
import { LISTS, SCIM_BASE_URL, STORE, USER_READS } from './tokens.js';

/** RFC 7644 §3: the endpoint of users. */
@Controller('scim/v2/Users')
export class UsersController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(USER_READS) private readonly users: UserReads,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(SCIM_BASE_URL) private readonly baseUrl: string,
  ) {}

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'User');
    const { attributes, quirks } = decodeUser(request.body, rulesOf(request, 'User'));
    countQuirks(quirks);
    const decision =
      identityOf(request).inactiveDuplicate === 'reactivate'
        ? await provisionUser(this.store, writeRequest(request), attributes)
        : await this.store.changeUser(createUser(writeRequest(request), attributes));
    await this.#send(request, reply, { status: 201, user: saved(decision), projection });
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendInTurns(reply, 200, await this.lists.list(request, 'User', { parameters: queryParameters(request) }));
  }

  @Get(':id')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'User');
    const user = await this.users.byId(identityOf(request).tenantId, idOf(request));
    if (user === null) throw new ScimError('not-found', 'No user has this id; it may have been deleted.');
    if (sendNotModified(request, reply, user.version)) return;
    const [loaded] = await this.lists.loaded(request, [user], projection);
    if (loaded === undefined) throw new ScimError('too-many-results', MANY_GROUPS);
    await this.#present(request, reply, { status: 200, user: loaded, projection });
  }

  @Put(':id')
  async replace(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'User');
    const replacement = decodeUserReplacement(request.body, rulesOf(request, 'User'));
    countQuirks(replacement.quirks);
    const change = replaceUser(writeRequest(request), idOf(request), { replacement, ...ifMatch(request) });
    const decision = await this.store.changeUser(change);
    await this.#send(request, reply, { status: 200, user: saved(decision), projection });
  }

  @Patch(':id')
  async patch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const projection = projectionOf(request, 'User');
    const patch = await inTurns(patchSteps(request.body, rulesOf(request, 'User')), turnOf(request));
    countQuirks(patch.quirks);
    const noted = new Set<QuirkName>();
    const change = patchUser(writeRequest(request), idOf(request), { patch, noted, ...ifMatch(request) });
    const decision = await this.store.changeUser(change);
    countQuirks(noted);
    await this.#send(request, reply, { status: 200, user: saved(decision), projection });
  }

  @Delete(':id')
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const decision = await this.store.deleteUser(deleteUser(writeRequest(request), idOf(request), ifMatch(request)));
    if (decision.kind === 'refused') throw decision.error;
    countWrite('User', 'deleted');
    sendNothing(reply);
  }

  /**
   * The projection was read before the write: what cannot be answered must not be stored. Groups that are too many to be
   * shown, or cannot be read at this moment, are left out: the write was done.
   */
  async #send(request: FastifyRequest, reply: FastifyReply, { status, user, projection }: Answer): Promise<void> {
    const written = await this.lists.written(request, user, projection);
    await this.#present(request, reply, { status, user: written, projection });
  }

  async #present(request: FastifyRequest, reply: FastifyReply, { status, user, projection }: Answer): Promise<void> {
    const { type } = rulesOf(request, 'User');
    const body = presentUser(user, { baseUrl: this.baseUrl, type, projection });
    await sendResource(reply, { status, version: user.version, body });
  }
}

interface Answer {
  readonly status: number;
  readonly user: LoadedUser;
  readonly projection: Projection;
}

/** The user as it is after the write; a refusal goes on as the error that the filter answers. */
function saved(decision: UserDecision): StoredUser {
  if (decision.kind === 'refused') throw decision.error;
  if (decision.kind === 'deleted') throw new ScimError('not-found');
  if (decision.kind === 'unchanged') countWrite('User', 'unchanged');
  else countWrite('User', decision.created ? 'created' : 'changed');
  return decision.user;
}
