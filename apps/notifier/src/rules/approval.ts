/** Of what one administrator asks the others to approve: what it is, when, and who asks. */
export interface ApprovalFacts {
  readonly at: string;
  /** As the audit log names it; null: it was not told. */
  readonly act: string | null;
  /** The account, by its id: names of those who administer are in no event, nor is the person whom it is about in a mail. */
  readonly accountId: string | null;
}
