import { describe, expect, it } from '@jest/globals';
import { judgeTopic, safeConfig, type FoundTopic } from './judge-topic.js';

const KEPT = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'max.message.bytes': '1048576',
  'compression.type': 'producer',
};
const WANTED = { partitions: 6, copies: 3, config: KEPT };
const GOOD: FoundTopic = { name: 'p.users', partitions: 6, copies: 3, config: { ...KEPT, ...safeConfig(3) } };
const having = (config: Record<string, string>): FoundTopic => ({ ...GOOD, config: { ...GOOD.config, ...config } });

describe('the settings of a new topic', () => {
  it('demand all copies but one where there are three or more', () => {
    expect([1, 2, 3, 5].map((copies) => safeConfig(copies)['min.insync.replicas'])).toEqual([
      undefined,
      undefined,
      '2',
      '4',
    ]);
  });
});

describe('a topic that exists', () => {
  it('is found right when it is as a new one would be', () => {
    expect(judgeTopic(GOOD, WANTED)).toEqual({ wrong: [], notable: [] });
  });

  it.each([
    ['min.insync.replicas', '1', '2'],
    ['unclean.leader.election.enable', 'true', 'false'],
    ['cleanup.policy', 'compact', 'delete'],
    ['cleanup.policy', 'compact,delete', 'delete'],
    ['retention.ms', '604800000', '-1'],
    ['retention.bytes', '1073741824', '-1'],
    ['max.message.bytes', '1000', '1048576'],
    ['compression.type', 'zstd', 'producer'],
  ])('is wrong with %s=%s, and the sentence is the command to alter it', (setting, value, wanted) => {
    const { wrong, notable } = judgeTopic(having({ [setting]: value }), WANTED);
    expect(notable).toEqual([]);
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toContain(`p.users has ${setting}=${value}: `);
    expect(wrong[0]).toContain(`--alter --topic p.users --add-config ${setting}=${wanted}`);
  });

  it('may demand more copies and take larger events than it must', () => {
    expect(judgeTopic(having({ 'min.insync.replicas': '3', 'max.message.bytes': '9000000' }), WANTED).wrong).toEqual(
      [],
    );
  });

  it.each(['uncompressed', 'gzip'])('may be compressed as it is read: %s', (type) => {
    expect(judgeTopic(having({ 'compression.type': type }), WANTED).wrong).toEqual([]);
  });

  it('is wrong when it demands more copies than it has', () => {
    const { wrong } = judgeTopic({ ...having({ 'min.insync.replicas': '2' }), copies: 1 }, { ...WANTED, copies: 1 });
    expect(wrong).toEqual([expect.stringContaining('min.insync.replicas=2 and one copy: Kafka refuses every event')]);
  });

  it('is judged by the copies that it has, and too few of them are told', () => {
    const config = { ...KEPT, 'min.insync.replicas': '1', 'unclean.leader.election.enable': 'false' };
    const { wrong, notable } = judgeTopic({ ...GOOD, copies: 1, config }, WANTED);
    expect(wrong).toEqual([]);
    expect(notable).toEqual([expect.stringContaining('has one copy, and there are brokers for 3')]);
  });

  it('with another number of partitions is told, and left alone', () => {
    const { wrong, notable } = judgeTopic({ ...GOOD, partitions: 12 }, WANTED);
    expect(wrong).toEqual([]);
    expect(notable).toEqual([expect.stringContaining('has 12 partitions, a new one would have 6. Leave it so')]);
  });

  it('whose settings nobody may see is told of', () => {
    const { wrong, notable } = judgeTopic({ ...GOOD, config: null }, WANTED);
    expect(wrong).toEqual([]);
    expect(notable).toEqual([expect.stringContaining('allow this user DescribeConfigs')]);
  });
});
