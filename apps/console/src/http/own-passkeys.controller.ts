import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { NOT_FOUND, parseBody, Problem } from '#service';
import type { Session } from '../sessions/session.js';
import { MOST_PASSKEYS, type Added, type OwnPasskey } from '../storage/own-store.js';
import { askingOf } from './asking.js';
import { assertFresh } from './assert-may.js';
import { browserOf, knownBrowser } from './browser.js';
import { PARTS, type Parts } from './parts.js';
import { forLibrary, OwnPasskeyBody } from './passkey-schemas.js';
import { sessionOf } from './session-of.js';

const NOT_LOCAL = new Problem(
  409,
  'not-local',
  'Passkeys are for accounts that a setup link has made; whoever vouches for this one has its own.',
);
const NOT_MADE = new Problem(400, 'passkey-not-made', 'The passkey could not be made, or it took too long; try again.');
const LAST = new Problem(409, 'last-passkey', 'This is the last passkey of the account; add another one first.');
const REFUSED: Readonly<Record<Exclude<Added, 'added'>, Problem>> = {
  answered: NOT_MADE,
  known: new Problem(409, 'passkey-known', 'This authenticator has a passkey here already; use another one.'),
  'too-many': new Problem(
    409,
    'too-many-passkeys',
    `An account has at most ${MOST_PASSKEYS} passkeys; take one away first.`,
  ),
};

interface PasskeyView {
  readonly id: string;
  readonly madeAt: string;
  readonly lastUsedAt: string | null;
}

/** Of a local account: a second one, so that the loss of a machine shuts nobody out. Soon after a sign-in alone. */
@Controller('api/passkeys')
export class OwnPasskeysController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Get()
  async list(@Req() request: FastifyRequest): Promise<{ items: readonly PasskeyView[]; most: number }> {
    const { account } = localOf(request);
    return { items: (await this.#parts.own.passkeys(account)).map(viewOf), most: MOST_PASSKEYS };
  }

  @Post('options')
  @HttpCode(200)
  async options(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { account } = freshLocalOf(request);
    const { own, passkeys, browserCookie } = this.#parts;
    const known = (await own.passkeys(account)).map(({ id }) => id);
    return passkeys.offer(browserOf(request, reply, browserCookie), account, known);
  }

  @Post()
  async add(
    @Body(parseBody(OwnPasskeyBody)) { response }: Static<typeof OwnPasskeyBody>,
    @Req() request: FastifyRequest,
  ): Promise<PasskeyView> {
    const { account } = freshLocalOf(request);
    const { own, passkeys, browserCookie, rangeOf } = this.#parts;
    const browser = knownBrowser(request, browserCookie);
    if (browser === undefined) throw NOT_MADE;
    const made = await passkeys.made(browser, { ...forLibrary(response), clientExtensionResults: {} });
    if (made === null) throw NOT_MADE;
    const outcome = await own.addPasskey(account, made, askingOf(request, rangeOf(request)));
    if (outcome !== 'added') throw REFUSED[outcome];
    const added = (await own.passkeys(account)).find(({ id }) => id === made.passkey.id);
    if (added === undefined) throw NOT_MADE;
    return viewOf(added);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    const { account } = freshLocalOf(request);
    const { own, rangeOf } = this.#parts;
    const outcome = await own.removePasskey(account, id, askingOf(request, rangeOf(request)));
    if (outcome === 'unknown') throw NOT_FOUND;
    if (outcome === 'last') throw LAST;
  }
}

function localOf(request: FastifyRequest): Session {
  const { session } = sessionOf(request);
  if (session.account.kind !== 'local') throw NOT_LOCAL;
  return session;
}

function freshLocalOf(request: FastifyRequest): Session {
  const session = localOf(request);
  assertFresh(session);
  return session;
}

function viewOf({ id, madeAt, lastUsedAt }: OwnPasskey): PasskeyView {
  return { id, madeAt: madeAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
