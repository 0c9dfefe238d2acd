import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Base64 of a message of 256 KiB in lines, in a form, with what stands beside it. */
export const MOST_FORM_BYTES = 512 * 1024;

/** Forms are what Entra posts by SAML, and what the page without a script does; whatever else there is takes JSON alone. */
export function readForms(app: NestFastifyApplication): void {
  const type = 'application/x-www-form-urlencoded';
  app.useBodyParser(type, { bodyLimit: MOST_FORM_BYTES }, (_request, body, done) => {
    done(null, new URLSearchParams(body.toString()));
  });
}

/** Empty: it is not there, or several times. */
export function fieldOf(body: unknown, name: string): string {
  const values = body instanceof URLSearchParams ? body.getAll(name) : [];
  return values.length === 1 ? (values[0] ?? '') : '';
}
