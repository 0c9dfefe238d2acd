import { afterAll, expect, it } from '@jest/globals';
import { recordTelemetry } from '../../../test/support/record-telemetry.js';
import { unrecordedSpan } from './index.js';

const recorded = recordTelemetry();
afterAll(() => recorded.stop());

it('is none where spans are recorded: one is to be started', () => {
  expect(unrecordedSpan(null)).toBeNull();
});
