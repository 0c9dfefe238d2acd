import { randomUUID } from 'node:crypto';
import { Session } from '../../../apps/entra-simulator/src/session/session.js';
import { StateFolder } from '../../../apps/entra-simulator/src/session/state-folder.js';
import { DEFAULT_SETTINGS, newJob } from '../../../apps/entra-simulator/src/cycle/job.js';
import { BY_OBJECT_ID } from '../../../apps/entra-simulator/src/mapping/default-mapping.js';
import type { CycleReport } from '../../../apps/entra-simulator/src/cycle/run-cycle.js';
import { disable } from '../../../apps/entra-simulator/src/source/changes.js';
import { company, type Employee } from '../../../apps/entra-simulator/src/source/company.js';
import type { Source } from '../../../apps/entra-simulator/src/source/source.js';
import type { Progress } from './progress.js';
import { afterMoves, idOf, sourceOf, withMorePeople } from './source.js';

const CONCURRENCY = 8;
const PATIENCE_MS = 10_000;

// So that whoever signs in is the employee whom the directory knows.
const SETTINGS = { ...DEFAULT_SETTINGS, userMappings: BY_OBJECT_ID };

/** The Entra simulator as the demonstration's identity provider; its state is a folder that its own command reads. */
export class Entra {
  readonly #state: StateFolder;
  readonly #progress: Progress;

  constructor(folder: string, progress: Progress) {
    this.#state = new StateFolder(folder);
    this.#progress = progress;
  }

  /** Connects to the tenant and has so many people, all assigned. */
  hire(people: number, scim: { readonly url: string; readonly token: string }): void {
    const state = this.#state;
    if (!state.exists) return this.begin(sourceOf(company(people)), scim);
    state.source = withMorePeople(state.source, people);
    state.connection = { kind: 'bearer', ...scim };
  }

  /** Connects to the tenant with a job that has done nothing yet. */
  begin(source: Source, scim: { readonly url: string; readonly token: string }): void {
    const state = this.#state;
    state.create();
    state.source = source;
    state.job = newJob(`scim.${randomUUID()}.${randomUUID()}`, new Date().toISOString(), SETTINGS);
    state.connection = { kind: 'bearer', ...scim };
  }

  /** Some change department and manager, some leave. */
  move(people: number): void {
    this.#state.source = afterMoves(this.#state.source, company(people));
  }

  leave(people: readonly Employee[]): void {
    this.#state.source = people.reduce((source, { number }) => disable(source, idOf(number)), this.#state.source);
  }

  /** @throws Error when the target is in no state to be provisioned, or refused somebody whom it may not refuse */
  async cycle({ mayRefuse = false } = {}): Promise<CycleReport> {
    const bars = barsOn(this.#progress);
    const session = new Session(this.#state, { concurrency: CONCURRENCY, patience: PATIENCE_MS, onProgress: bars });
    try {
      const report = await session.cycle();
      const { quarantine, counts } = report;
      if (quarantine !== null)
        throw new Error(`the simulator is in quarantine: ${this.#state.job.quarantine?.error ?? quarantine}`);
      const failed = counts.failed + counts.failedReferences;
      if (failed > 0 && !mayRefuse)
        throw new Error(`${failed} people or groups were refused: npx entra-simulator logs tells why`);
      return report;
    } finally {
      await session.close();
    }
  }
}

/** One bar per phase, which ends with its last object. */
function barsOn(progress: Progress): (phase: string, done: number, total: number) => void {
  let shown = '';
  let step: () => void = () => undefined;
  let end: () => void = () => undefined;
  return (phase, done, total) => {
    if (phase !== shown) {
      shown = phase;
      void progress.during(phase, total, (next) => {
        step = next;
        return new Promise((resolve) => (end = resolve));
      });
    }
    step();
    if (done === total) end();
  };
}
