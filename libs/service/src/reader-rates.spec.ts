import { describe, expect, it } from '@jest/globals';
import {
  MAX_READERS_COUNTED,
  MAX_WAITING_REFUSALS_OF_TENANT,
  RateExceeded,
  ReaderRates,
  REFUSAL_WAIT_MS,
} from './reader-rates.js';

const RATE = { perSecond: 50, burst: 500 };
const READER = { tenantId: 'tenant', readerId: 'reader' };

function rates() {
  const clock = { now: 0, pauses: [] as (() => void)[], waits: [] as number[] };
  const pause = (milliseconds: number): Promise<void> => {
    clock.waits.push(milliseconds);
    return new Promise((resolve) => clock.pauses.push(resolve));
  };
  const goOn = (): void => clock.pauses.splice(0).forEach((resolve) => resolve());
  return { clock, goOn, of: new ReaderRates({ rate: RATE, now: () => clock.now, pause }) };
}

async function passed(of: Pick<ReaderRates, 'charge'>, times: number, who = READER): Promise<number> {
  let count = 0;
  for (let n = 0; n < times; n += 1) {
    // Who is let through is so at once: nothing else goes on before it.
    await Promise.race([of.charge(who).then(() => (count += 1)), Promise.resolve().then(() => undefined)]).catch(
      () => undefined,
    );
    await Promise.resolve();
  }
  return count;
}

describe('the rate of a reader', () => {
  it('is a burst, and then so many a second', async () => {
    const { clock, of } = rates();
    expect(await passed(of, 600)).toBe(500);
    clock.now += 1_000;
    expect(await passed(of, 100)).toBe(50);
    clock.now += 3_600_000;
    expect(await passed(of, 600)).toBe(500);
  });

  it('is used up sooner by what costs more', async () => {
    const { clock, of } = rates();
    const dear = { charge: (who: typeof READER) => of.charge(who, 10) };
    expect(await passed(dear, 60)).toBe(50);
    clock.now += 1_000;
    expect(await passed(dear, 60)).toBe(5);
  });

  it('is nobody else’s: neither another reader nor another tenant meets it', async () => {
    const { of } = rates();
    await passed(of, 600);
    expect(await passed(of, 10, { ...READER, readerId: 'other' })).toBe(10);
    expect(await passed(of, 10, { ...READER, tenantId: 'other' })).toBe(10);
  });

  it('holds each refusal back, and says when there is one again', async () => {
    const { clock, goOn, of } = rates();
    await passed(of, 500);
    let refused: unknown;
    const asked = of.charge(READER).catch((error: unknown) => (refused = error));
    await new Promise(setImmediate);
    expect([clock.waits, refused]).toEqual([[REFUSAL_WAIT_MS], undefined]);
    goOn();
    await asked;
    expect(refused).toBeInstanceOf(RateExceeded);
    expect(refused).toMatchObject({ status: 429, retryAfter: 1, endsConnection: false });
  });

  it('ends the connection where many refusals of its tenant wait, whoever of its readers asks', async () => {
    const { clock, goOn, of } = rates();
    const other = { ...READER, readerId: 'other' };
    await passed(of, 500);
    await passed(of, 500, other);
    const all = Array.from({ length: MAX_WAITING_REFUSALS_OF_TENANT + 10 }, (_, n) =>
      of.charge(n % 2 === 0 ? READER : other).catch((error: unknown) => error),
    );
    goOn();
    const ends = (await Promise.all(all)).map((error) => (error as RateExceeded).endsConnection);
    expect(ends.filter((end) => end)).toHaveLength(10);
    expect(clock.waits).toHaveLength(MAX_WAITING_REFUSALS_OF_TENANT);
    const again = of.charge(READER).catch((error: unknown) => error);
    goOn();
    expect(await again).toMatchObject({ endsConnection: false });
  });

  it('is counted of so many readers, and who asked longest ago makes room', async () => {
    const { of } = rates();
    await passed(of, 500);
    await passed(of, 500, { ...READER, readerId: 'other' });
    for (let n = 0; n < MAX_READERS_COUNTED - 1; n += 1) await of.charge({ ...READER, readerId: `reader-${n}` });
    expect(await passed(of, 1, { ...READER, readerId: 'other' })).toBe(0);
    expect(await passed(of, 1)).toBe(1);
  });
});
