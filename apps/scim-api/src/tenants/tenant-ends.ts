import { eachForItself } from '#postgres';
import { DueLook, type DueLookOptions } from './due-look.js';

export interface TenantEndsOptions extends DueLookOptions {
  /** Of the store, what the look needs. */
  readonly ends: { endOne(): Promise<number> };
  /** Removes what is left of tenants that have ended, in each database of this process. */
  readonly erase: readonly ((isStopping: () => boolean) => Promise<unknown>)[];
}

const LOOK_EVERY_MS = 10_000;

/** Ends tenants whose time has come, and removes what was theirs. */
export class TenantEnds extends DueLook {
  readonly #options: TenantEndsOptions;

  constructor(options: TenantEndsOptions) {
    super({ everyMs: options.lookEveryMs ?? LOOK_EVERY_MS, onFailure: options.onFailure });
    this.#options = options;
  }

  override async run(): Promise<number> {
    const { ends, erase } = this.#options;
    let ended = 0;
    const end = async (): Promise<unknown> => (ended = await this.all(1, () => ends.endOne()));
    await eachForItself([end, ...erase], (some) => some(() => this.isStopping));
    return ended;
  }
}
