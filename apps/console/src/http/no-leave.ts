import { Problem } from '#service';
import type { NoLeave } from '../approvals/approval.js';

/** Why it is not done, though the role is right and the sign-in fresh. */
export const NO_LEAVE: Readonly<Record<NoLeave, Problem>> = {
  'approval-required': new Problem(
    403,
    'approval-required',
    'There is another identity administrator: ask for their approval (POST /api/approvals, or Approvals among the pages), and send it again within 24 hours of it.',
  ),
  'approver-left': new Problem(
    403,
    'approver-left',
    'Whoever approved it is no identity administrator any more: ask another one for their approval.',
  ),
};
