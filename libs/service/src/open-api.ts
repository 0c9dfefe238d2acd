import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { TSchema } from 'typebox';
import { ProblemView } from './refuses.js';
import { addUsualRefusals } from './usual-refusals.js';

type SchemaObject = Extract<
  NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string],
  { type?: unknown }
>;

export interface OpenApiOptions {
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  /** How `@ApiBearerAuth()` is described. */
  readonly bearer: string;
  /** Paths that the document leaves out, by their prefix. */
  readonly without?: readonly string[];
  /** The beginning of the paths that it describes; all unless told. */
  readonly only?: string;
  /** `/openapi.json` unless told. */
  readonly at?: string;
}

/** Describes the application in OpenAPI 3.1. */
export function describeRoutes(app: NestFastifyApplication, options: OpenApiOptions): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(options.title)
    .setDescription(options.description)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: options.bearer })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const { without: hidden = [], only = '' } = options;
  document.paths = Object.fromEntries(
    Object.entries(document.paths).filter(
      ([path]) => path.startsWith(only) && !hidden.some((prefix) => path.startsWith(prefix)),
    ),
  );
  addUsualRefusals(document.paths);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: openApiSchema(ProblemView) },
  };
  return document;
}

/** Serves the description as JSON, at `/openapi.json` for everybody. */
export function createOpenApi(app: NestFastifyApplication, options: OpenApiOptions): void {
  const text = JSON.stringify(describeRoutes(app, options));
  app
    .getHttpAdapter()
    .getInstance()
    .get(options.at ?? '/openapi.json', { config: { isForAll: true } }, (_request, reply) =>
      reply.type('application/json').send(text),
    );
}

/** A TypeBox schema is a JSON Schema, which is what OpenAPI 3.1 takes; @nestjs/swagger types it by OpenAPI 3.0. */
export function openApiSchema(schema: TSchema): SchemaObject {
  return JSON.parse(JSON.stringify(schema)) as SchemaObject;
}
