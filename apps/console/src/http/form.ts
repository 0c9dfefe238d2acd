import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { turns } from '#turns';

/** Base64 of a message of 256 KiB in lines, in a form, with what stands beside it. */
export const MOST_FORM_BYTES = 512 * 1024;

/** Bytes: a form that is read in a millisecond. */
const SMALL = 32 * 1024;

/**
 * Forms are what Entra posts by SAML, and what the page without a script does; whatever else there is takes JSON alone. Half a
 * megabyte of one takes the thread for five milliseconds: of a network one large one is read in each round of the loop.
 */
export function readForms(app: NestFastifyApplication, networkOf: (request: FastifyRequest) => string): void {
  const type = 'application/x-www-form-urlencoded';
  app.useBodyParser(type, { bodyLimit: MOST_FORM_BYTES }, async (request: FastifyRequest, body: Buffer) => {
    if (body.length > SMALL) await turns.begin(`form ${networkOf(request)}`).next();
    return new URLSearchParams(body.toString());
  });
}

/** Empty: it is not there, or several times. */
export function fieldOf(body: unknown, name: string): string {
  const values = body instanceof URLSearchParams ? body.getAll(name) : [];
  return values.length === 1 ? (values[0] ?? '') : '';
}
