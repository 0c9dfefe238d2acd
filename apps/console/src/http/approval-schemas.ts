import { Type } from 'typebox';
import { APPROVED_ACTS } from '../approvals/approval.js';

export const ApprovalBody = Type.Object(
  {
    act: Type.Union(APPROVED_ACTS.map((act) => Type.Literal(act))),
    object: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$', 'x-expected': 'an id' }),
    ),
    reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S', 'x-expected': 'why, in up to 500 characters' }),
  },
  { additionalProperties: false },
);
