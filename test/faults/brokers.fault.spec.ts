import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BrokerWorld } from './brokers/broker-world.js';
import { play } from './brokers/scenario.js';
import { leadersMoved } from './brokers/scenarios.js';

// The other faults of brokers, and the control that loses: npm run faults -- --stage brokers.
describe('three brokers', () => {
  let stage: BrokerWorld;
  beforeAll(async () => {
    stage = await BrokerWorld.start();
  }, 180_000);
  afterAll(() => stage.stop(), 60_000);

  it('whose leaders move all the time get every version that SCIM has answered, in order', async () => {
    const { acknowledged, lost, breaches } = await play(stage, leadersMoved(45));
    expect(breaches).toEqual([]);
    expect(lost).toBe(0);
    expect(acknowledged).toBeGreaterThan(500);
  }, 300_000);
});
