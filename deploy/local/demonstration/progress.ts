import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a step has come. */
export interface Progress {
  during(what: string, total: number, work: (step: () => void) => Promise<void>): Promise<void>;
}

/** A bar in a terminal; elsewhere one line when a step is done. */
export function progressOn(output: NodeJS.WriteStream): Progress {
  return output.isTTY ? bars(output) : lines(output);
}

function bars(output: NodeJS.WriteStream): Progress {
  return {
    async during(what, total, work): Promise<void> {
      const bar = new SingleBar(
        { stream: output, format: `  {bar} {value}/{total} ${what}`, barsize: 30, hideCursor: true },
        Presets.shades_classic,
      );
      bar.start(total, 0);
      try {
        await work(() => bar.increment());
      } finally {
        bar.stop();
      }
    },
  };
}

function lines(output: NodeJS.WriteStream): Progress {
  return {
    async during(what, total, work): Promise<void> {
      const begun = performance.now();
      let done = 0;
      await work(() => (done += 1));
      output.write(`  ${done}/${total} ${what} (${((performance.now() - begun) / 1000).toFixed(1)} s)\n`);
    },
  };
}
