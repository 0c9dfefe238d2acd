/** Lets in as much at a time as there is room for, in the order in which it came; what is larger than all of it, by itself. */
export class Gate {
  readonly #capacity: number;
  readonly #waiting: { readonly weight: number; readonly enter: () => void }[] = [];
  #room: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#room = capacity;
  }

  async through<Result>(weight: number, work: () => Promise<Result>): Promise<Result> {
    const taken = Math.min(weight, this.#capacity);
    await new Promise<void>((enter) => {
      this.#waiting.push({ weight: taken, enter });
      this.#letIn();
    });
    try {
      return await work();
    } finally {
      this.#room += taken;
      this.#letIn();
    }
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next !== undefined && next.weight <= this.#room; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#room -= next.weight;
      next.enter();
    }
  }
}
