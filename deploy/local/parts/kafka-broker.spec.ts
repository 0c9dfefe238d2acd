import { describe, expect, it } from '@jest/globals';
import { clusterId } from './kafka-broker.js';

describe('the id of a new Kafka cluster', () => {
  it('is 16 bytes in base64url', () => {
    expect(clusterId()).toMatch(/^[\w-]{22}$/);
  });

  it('does not begin with a dash, which the tool that formats the storage takes for an option', () => {
    const dashed = Buffer.from('-AAAAAAAAAAAAAAAAAAAAA', 'base64url');
    const plain = Buffer.from('A-AAAAAAAAAAAAAAAAAAAA', 'base64url');
    const bytes = [dashed, plain];
    expect(clusterId(() => bytes.shift() ?? plain)).toBe('A-AAAAAAAAAAAAAAAAAAAA');
  });
});
