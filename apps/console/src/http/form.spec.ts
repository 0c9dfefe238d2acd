import { describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { fieldOf, readForms } from './form.js';

type Parse = (request: FastifyRequest, body: Buffer) => Promise<unknown>;

/** What reads the forms of a process, where a request is the name of its network. */
function parser(): (network: string, form: string) => Promise<unknown> {
  const parsers: Parse[] = [];
  const useBodyParser = (_type: string, _options: object, parse: Parse): void => void parsers.push(parse);
  const networks = new WeakMap<object, string>();
  readForms({ useBodyParser } as unknown as NestFastifyApplication, (request) => networks.get(request) ?? '');
  return async (network, form) => {
    const request = {};
    networks.set(request, network);
    return parsers[0]?.(request as FastifyRequest, Buffer.from(form));
  };
}

const LARGE = `a=${'x'.repeat(100_000)}`;

describe('a form', () => {
  it('is what its fields say', async () => {
    expect(fieldOf(await parser()('one', 'a=b+c&d=%C3%A4'), 'd')).toBe('ä');
    expect(fieldOf(await parser()('one', LARGE), 'a')).toHaveLength(100_000);
  });

  it('that is large waits for its network’s turn: another network’s is read between two of one', async () => {
    const parse = parser();
    const read: string[] = [];
    const sent = ['one', 'one', 'one', 'other'].map(async (network) => {
      await parse(network, LARGE);
      read.push(network);
    });
    await Promise.all(sent);
    expect(read).toEqual(['one', 'other', 'one', 'one']);
  });
});
