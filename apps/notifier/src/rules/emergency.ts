/** Of a use of an emergency account of the console: when, and from where. */
export interface EmergencyFacts {
  readonly at: string;
  /** A range; null: it was not told. */
  readonly from: string | null;
  /** The account, by its id: names of those who administer are in no event. */
  readonly accountId: string;
}
