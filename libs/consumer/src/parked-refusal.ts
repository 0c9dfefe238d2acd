/** What is asked of a parked event cannot be done; the message is for a person. */
export class ParkedRefusal extends Error {
  readonly code = 'PARKED_REFUSED';
  /** Nothing is parked there. */
  readonly isMissing: boolean;

  constructor(message: string, { isMissing = false } = {}) {
    super(message);
    this.name = 'ParkedRefusal';
    this.isMissing = isMissing;
  }
}
