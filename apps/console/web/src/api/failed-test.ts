import { useEffect, useState } from 'react';

/** What a test of single sign-on came to grief on, as `/sign-in?test=` says it to the window that it was done in. */
export interface FailedTest {
  readonly method: string;
  readonly refused: string;
  /** What is to be mended, where the refusal alone does not say it. */
  readonly fault: string;
}

const CHANNEL = 'failed-test';

/** To the window that waits for it: it opened this one, and the two know nothing else of each other. */
export function useTellFailed(failed: FailedTest | null): void {
  const said = JSON.stringify(failed);
  useEffect(() => {
    if (said === 'null') return undefined;
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage(said);
    return () => channel.close();
  }, [said]);
}

/** The last one of the method since this window waits. Any window of ours may say so: it is shown, and decides nothing. */
export function useFailed(method: string): FailedTest | null {
  const [failed, setFailed] = useState<FailedTest | null>(null);
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const heard = typeof data === 'string' ? (JSON.parse(data) as FailedTest) : null;
      if (heard?.method === method) setFailed(heard);
    };
    return () => channel.close();
  }, [method]);
  return failed;
}
