import { describe, expect, it } from '@jest/globals';
import { readingProblem } from './reading-problem.js';

const broker = (type: string) => Object.assign(new Error('refused'), { name: 'KafkaJSProtocolError', type, code: 30 });

describe('why Kafka cannot be read', () => {
  it.each([
    [
      'names the group that is not permitted',
      // Its types leave out what its constructor takes; the name is what is looked at.
      Object.assign(new Error('no coordinator'), { name: 'KafkaJSGroupCoordinatorNotFound' }),
      /group p\.rollcall\.x: .*Read/,
    ],
    ['names it as well where the broker says so', broker('GROUP_AUTHORIZATION_FAILED'), /group p\.rollcall\.x: .*Read/],
    ['says what a user needs on topics', broker('TOPIC_AUTHORIZATION_FAILED'), /Read and Describe on the topics/],
    ['says that a topic is missing', broker('UNKNOWN_TOPIC_OR_PARTITION'), /run the set-up/],
    ['names the settings of a wrong password', broker('SASL_AUTHENTICATION_FAILED'), /KAFKA_SASL_PASSWORD/],
    ['gives the code of anything else', broker('REQUEST_TIMED_OUT'), /^Kafka cannot be read: REQUEST_TIMED_OUT$/],
    ['gives the system error', Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), /: ECONNREFUSED$/],
  ])('%s', (_title, error, sentence) => {
    expect(readingProblem(error, 'p.rollcall.x')).toMatch(sentence);
  });

  it('looks behind the retries that gave up', () => {
    const cause = broker('GROUP_AUTHORIZATION_FAILED');
    const error = Object.assign(new Error('gave up', { cause }), { name: 'KafkaJSNumberOfRetriesExceeded' });
    expect(readingProblem(error, 'g')).toContain('needs Read on this group');
  });
});
