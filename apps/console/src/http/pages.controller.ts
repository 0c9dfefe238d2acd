import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NOT_FOUND } from '#service';
import { NOT_BUILT, withNonce } from './page.js';
import { PARTS, type Parts } from './parts.js';
import { pagePolicy } from './security-headers.js';

/** Every address of a page, by the same document: which page it is its script knows. To be the last of the controllers. */
@Controller()
export class PagesController {
  readonly #webDir: string;

  constructor(@Inject(PARTS) { webDir }: Parts) {
    this.#webDir = webDir;
  }

  @Get('*')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // An address of the API that is none must not be answered by a page.
    if (/^\/(api|assets)(\/|$|\?)/.test(request.url)) throw NOT_FOUND;
    const html = await readFile(join(this.#webDir, 'index.html'), 'utf8').catch(() => NOT_BUILT);
    const nonce = randomBytes(16).toString('base64url');
    void reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy(nonce));
    return reply.send(withNonce(html, nonce));
  }
}
