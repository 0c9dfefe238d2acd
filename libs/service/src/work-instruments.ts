import { meter } from '#telemetry';
import { turns } from '#turns';

meter
  .createObservableCounter('rollcall_work_characters', {
    description: 'Characters that filters and PATCHes looked at, of all requests',
  })
  .addCallback((result) => result.observe(turns.units));
meter
  .createObservableGauge('rollcall_longest_step_characters', {
    description: 'Characters of the longest step that could not be interrupted, since metrics were last asked for',
  })
  .addCallback((result) => result.observe(turns.takeLongest()));

/** Shows what the shares of a process hold: now, and at most since metrics were last asked for. */
export function showHeldBytes(held: { readonly all: number; takeMost(): number }): void {
  meter
    .createObservableGauge('rollcall_held_bytes', {
      description: 'Bytes that requests were charged with: now, and the most since metrics were last asked for',
    })
    .addCallback((result) => {
      result.observe(held.all, { when: 'now' });
      result.observe(held.takeMost(), { when: 'most' });
    });
}
