import type { OpenAPIObject } from '@nestjs/swagger';
import { refusal } from './refuses.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** What every route is refused by that asks for a permission: the door and `parseQuery` do so, whichever it is. */
const USUAL = {
  400: 'A parameter is unknown or wrong, or the body is.',
  401: 'The bearer token is missing, unknown, expired or revoked.',
  403: 'Whoever asks may not do this; `detail` says what it takes.',
} as const;
const OF_PATHS = { 404: 'What the path names is unknown.' } as const;

/** Adds to each operation what it says of nothing itself, so that a client that is generated of the document knows it. */
export function addUsualRefusals(paths: OpenAPIObject['paths']): void {
  for (const [path, item] of Object.entries(paths))
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined && 'x-permission' in operation) addTo(operation, path.includes('{'));
    }
}

function addTo(operation: Operation, isOfPath: boolean): void {
  const usual = Object.entries({ ...USUAL, ...(isOfPath && OF_PATHS) });
  for (const [status, description] of usual) operation.responses[status] ??= refusal(description);
  for (const [status, said] of Object.entries(operation.responses))
    if (said !== undefined && 'description' in said && Number(status) >= 400)
      said.content ??= refusal(said.description).content;
}
