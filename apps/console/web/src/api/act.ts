import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { askForFreshSignIn } from './fresh-sign-in.ts';
import { ApiProblem } from './problem.ts';

interface ActOptions<Input, Output> {
  readonly act: (input: Input) => Promise<Output>;
  readonly onDone?: (output: Output) => void;
  /** What is asked again afterwards, by the beginning of its key. */
  readonly changes?: readonly QueryKey[];
}

interface Act<Input> {
  readonly run: (input: Input) => void;
  readonly isBusy: boolean;
  /** Why it was not done, in the service's words. */
  readonly fault: string | null;
  readonly forget: () => void;
}

/**
 * One write. Its answer goes to `onDone` and nowhere else: what a credential's answer shows is in no cache. What needs a fresh
 * sign-in says so by a dialog of the shell.
 */
export function useAct<Input, Output>({ act, onDone, changes = [] }: ActOptions<Input, Output>): Act<Input> {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const attempt = async (input: Input): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      // Apart: what an optional call is given is not even evaluated where there is none.
      const output = await act(input);
      onDone?.(output);
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'step-up-required') askForFreshSignIn(true);
      else if (error instanceof ApiProblem && (error.status === 401 || error.code === 'csrf-token'))
        await client.invalidateQueries({ queryKey: ['session'] });
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
      await Promise.all(changes.map((queryKey) => client.invalidateQueries({ queryKey })));
    }
  };
  return { run: (input) => void attempt(input), isBusy, fault, forget: () => setFault(null) };
}
