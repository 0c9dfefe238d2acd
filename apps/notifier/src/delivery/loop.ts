export interface LoopOptions {
  /** Does what there is to do and says how long to wait before looking again, in milliseconds. */
  readonly runOnce: () => Promise<number>;
  /** Told of every failure of `runOnce`; the loop looks again after `afterFailureMs`. */
  readonly onFailure: (error: unknown) => void;
  readonly afterFailureMs: number;
}

/** Runs `runOnce` again and again; knows waiting, being woken and stopping, and nothing else. */
export class Loop {
  private isStopping = false;
  private wake: (() => void) | undefined;
  private wasRung = false;
  private running: Promise<void> | undefined;

  constructor(private readonly options: LoopOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the current wait, or the next one if it runs right now. */
  ring(): void {
    this.wasRung = true;
    this.wake?.();
  }

  /** Resolves when the run that is under way has ended. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake?.();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.wasRung = false;
      let wait: number;
      try {
        wait = await this.options.runOnce();
      } catch (error) {
        this.options.onFailure(error);
        wait = this.options.afterFailureMs;
      }
      if (wait > 0) await this.pause(wait);
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    if (this.isStopping || this.wasRung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }
}
