import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Type } from 'typebox';
import { openApiSchema } from './open-api.js';
import { PROBLEM_MEDIA_TYPE } from './problem.js';

/** RFC 9457. */
const ProblemView = Type.Object({
  type: Type.String({ examples: ['urn:rollcall:problem:not-found'] }),
  title: Type.String({ examples: ['Not Found'] }),
  status: Type.Integer({ examples: [404] }),
  code: Type.String({ examples: ['not-found'] }),
  detail: Type.String({ examples: ['There is nothing here.'] }),
  requestId: Type.String({ format: 'uuid' }),
});

/** What may go wrong, as problem+json. */
export function Refuses(reasons: Readonly<Record<number, string>>): MethodDecorator & ClassDecorator {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: openApiSchema(ProblemView) } };
  return applyDecorators(
    ...Object.entries(reasons).map(([status, description]) =>
      ApiResponse({ status: Number(status), description, content }),
    ),
  );
}
