/** Counts what held, and says each. */
export class Checks {
  readonly #say: (line: string) => void;
  #passed = 0;
  #failed = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  get failed(): number {
    return this.#failed;
  }

  get sum(): string {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }

  /** What `look` gives; undefined when it throws, which is counted and said. */
  async see<Value>(what: string, look: () => Promise<Value>): Promise<Value | undefined> {
    try {
      const value = await look();
      this.#passed += 1;
      this.#say(`✓ ${what}`);
      return value;
    } catch (error) {
      this.#failed += 1;
      this.#say(`✗ ${what}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}
