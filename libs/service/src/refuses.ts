import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Type } from 'typebox';
import { PROBLEM_MEDIA_TYPE } from './problem.js';

/** RFC 9457; what a document names once, in `components`. */
export const ProblemView = Type.Object({
  type: Type.String({ examples: ['urn:rollcall:problem:not-found'] }),
  title: Type.String({ examples: ['Not Found'] }),
  status: Type.Integer({ examples: [404] }),
  code: Type.String({ examples: ['not-found'] }),
  detail: Type.String({ examples: ['There is nothing here.'] }),
  requestId: Type.String({ format: 'uuid' }),
});

/** What may go wrong, as problem+json. */
export function Refuses(reasons: Readonly<Record<number, string>>): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ...Object.entries(reasons).map(([status, description]) =>
      ApiResponse({ status: Number(status), ...refusal(description) }),
    ),
  );
}

interface Refusal {
  readonly description: string;
  readonly content: Record<string, { schema: { $ref: string } }>;
}

/** One of them, as a document says it. */
export function refusal(description: string): Refusal {
  return { description, content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } } };
}
