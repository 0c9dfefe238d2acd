import { describe, expect, it } from '@jest/globals';
import { RateExceeded } from '#service';
import { ClientRates, TOKENS_OF_CLIENT, TOKENS_OF_TENANT } from './client-rates.js';

const asked = (clientId: string, secret = 'right') =>
  ({ clientId, proof: { method: 'clientSecret', secret } }) as const;
const of = (tenantId: string, readerId: string) => ({ tenantId, readerId });

class Clock {
  now = 0;
  readonly rates = new ClientRates({ now: () => this.now, pause: () => Promise.resolve() });

  /** How many of so many are let in, each by the proof that let it in before. */
  async letIn(count: number, clientId: string, tenantId: string): Promise<number> {
    let passed = 0;
    for (let at = 0; at < count; at += 1) {
      try {
        const isCharged = await this.rates.chargeKnown(asked(clientId));
        if (!isCharged) await this.rates.charge(asked(clientId), of(tenantId, clientId));
        passed += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(RateExceeded);
      }
    }
    return passed;
  }
}

describe('what right clients ask of the token endpoint', () => {
  it('is a burst at once, and then as much as comes back', async () => {
    const clock = new Clock();
    expect(await clock.letIn(200, 'a', 'one')).toBe(TOKENS_OF_CLIENT.burst);
    clock.now += 1_000;
    expect(await clock.letIn(200, 'a', 'one')).toBe(TOKENS_OF_CLIENT.perSecond);
  });

  it('is shared by the clients of a tenant, and by no other’s', async () => {
    const clock = new Clock();
    const passed = [
      await clock.letIn(200, 'a', 'one'),
      await clock.letIn(200, 'b', 'one'),
      await clock.letIn(200, 'c', 'one'),
      await clock.letIn(1, 'd', 'two'),
    ];
    expect(passed).toEqual([TOKENS_OF_CLIENT.burst, TOKENS_OF_TENANT.burst - TOKENS_OF_CLIENT.burst, 0, 1]);
  });

  it('is taken by no other proof of the same client', async () => {
    const { rates } = new Clock();
    await rates.charge(asked('a'), of('one', 'a'));
    for (let at = 0; at < 200; at += 1) expect(await rates.chargeKnown(asked('a', `guess ${at}`))).toBe(false);
    expect(await rates.chargeKnown(asked('A'))).toBe(true);
  });

  it('is taken no more by a proof that is right no more', async () => {
    const { rates } = new Clock();
    await rates.charge(asked('a'), of('one', 'a'));
    rates.forget(asked('a'));
    expect(await rates.chargeKnown(asked('a'))).toBe(false);
  });
});
