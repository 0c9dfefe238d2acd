import type { ProcessName } from '../../deploy/local/service-processes.js';
import { Random } from '../fuzz/random.js';
import { mutate, randomGenome, type Genome } from './attack.js';
import { hurt } from './judge.js';
import { KINDS } from './kinds.js';
import type { Slot } from './stage.js';

/** How many of the worst are kept to grow from. */
const KEPT = 4;

/** Tries one genome after the other: first each kind once, then children of those that hurt most. */
export class Search {
  readonly #known: readonly Genome[];
  readonly #random: Random;
  readonly #names: readonly string[];
  #tried = 0;
  #worst: { readonly genome: Genome; readonly score: number }[] = [];

  constructor(
    process: ProcessName,
    readonly seed: number,
    known: readonly Genome[] = [],
  ) {
    this.#known = known;
    this.#random = new Random(seed);
    this.#names = Object.keys(KINDS).filter((name) => KINDS[name]?.at.includes(process) === true);
  }

  next(): Genome {
    const at = this.#tried;
    this.#tried += 1;
    const known = this.#known[at];
    if (known !== undefined) return known;
    const first = this.#names[at - this.#known.length];
    const parent = first === undefined ? this.#random.pick(this.#worst).genome : undefined;
    const name = first ?? parent?.kind ?? '';
    const kind = KINDS[name];
    if (kind === undefined) throw new Error(`no kind of attack is called ${name}`);
    // Now and then something new, or the search would grow one kind only.
    if (parent === undefined || this.#random.isLikely(0.15)) return randomGenome(name, kind, this.#random);
    return mutate(parent, kind, this.#random);
  }

  learn(genome: Genome, slot: Slot): void {
    this.#worst = [...this.#worst, { genome, score: hurt(slot) }].sort((a, b) => b.score - a.score).slice(0, KEPT);
  }

  get worst(): readonly Genome[] {
    return this.#worst.map(({ genome }) => genome);
  }
}
