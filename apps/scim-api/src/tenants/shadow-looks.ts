import { DueLook, type DueLookOptions } from './due-look.js';

export interface ShadowLooksOptions extends DueLookOptions {
  readonly shadows: { goOnWithOne(isStopping: () => boolean): Promise<number> };
}

const LOOK_EVERY_MS = 2_000;

/** Goes on with shadows that go live, whoever was asked, and wherever a process was killed. */
export class ShadowLooks extends DueLook {
  readonly #shadows: ShadowLooksOptions['shadows'];

  constructor({ shadows, lookEveryMs = LOOK_EVERY_MS, onFailure }: ShadowLooksOptions) {
    super({ everyMs: lookEveryMs, onFailure });
    this.#shadows = shadows;
  }

  override run(): Promise<number> {
    return this.all(1, () => this.#shadows.goOnWithOne(() => this.isStopping));
  }
}
