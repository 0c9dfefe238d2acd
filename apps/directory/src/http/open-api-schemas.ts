import { openApiSchema, PROBLEM_MEDIA_TYPE } from '#service';
import { Type, type TSchema } from 'typebox';
import { EmployeeBody, ReportBody } from './employee-body.js';

const pageOf = (item: TSchema) =>
  openApiSchema(
    Type.Object({
      items: Type.Array(item),
      next: Type.Union([Type.String(), Type.Null()], { description: 'The cursor of the next page; null at the end.' }),
    }),
  );

export const EMPLOYEE = openApiSchema(EmployeeBody);
export const EMPLOYEES = pageOf(EmployeeBody);
export const REPORTS = pageOf(ReportBody);

/** RFC 9457. */
export const PROBLEM = {
  [PROBLEM_MEDIA_TYPE]: {
    schema: openApiSchema(
      Type.Object({
        type: Type.String(),
        title: Type.String(),
        status: Type.Integer(),
        code: Type.String(),
        detail: Type.String(),
        requestId: Type.String(),
      }),
    ),
  },
};
