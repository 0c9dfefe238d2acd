import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { readCommandLine } from './command-line.js';

class Ended extends Error {
  constructor(readonly code: unknown) {
    super('ended');
  }
}

describe('the command line of a command of ours', () => {
  const USAGE = 'how it is called\n';
  const written = { stdout: '', stderr: '' };

  afterEach(() => {
    jest.restoreAllMocks();
    Object.assign(written, { stdout: '', stderr: '' });
  });

  const read = (...args: string[]): unknown => {
    for (const stream of ['stdout', 'stderr'] as const)
      jest.spyOn(process[stream], 'write').mockImplementation((text) => {
        written[stream] += String(text);
        return true;
      });
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Ended(code);
    });
    return readCommandLine(USAGE, { args, options: { seed: { type: 'string' } } }).values.seed;
  };

  it('is read', () => {
    expect(read('--seed', '7')).toBe('7');
  });

  it.each(['help', '--help', '-h'])('%s shows how it is called, and nothing is done', (word) => {
    expect(() => read('--seed', '7', word)).toThrow(new Ended(0));
    expect(written).toEqual({ stdout: USAGE, stderr: '' });
  });

  it.each([['--sead'], ['more'], ['--seed']])('%s is refused in a line, without a stack', (...args) => {
    expect(() => read(...args)).toThrow(expect.objectContaining({ code: 2 }));
    expect(written.stderr).toMatch(/^[^\n]+\n\nhow it is called\n$/);
    expect(written.stdout).toBe('');
  });
});
