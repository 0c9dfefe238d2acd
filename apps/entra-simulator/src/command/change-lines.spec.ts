import { describe, expect, it } from '@jest/globals';
import { readChanges } from './change-lines.js';

describe('a list of changes', () => {
  it('has one a line, with quotes around what has spaces; comments and empty lines say nothing', () => {
    const text = [
      '# the movers',
      '',
      'disable ada@x.example',
      '  set ada@x.example jobTitle="Chief \\"engineer\\"" city=\r',
      'join ada@x.example "All employees"',
    ];
    expect(readChanges(text.join('\n'))).toEqual([
      { line: 3, words: ['disable', 'ada@x.example'] },
      { line: 4, words: ['set', 'ada@x.example', 'jobTitle=Chief "engineer"', 'city='] },
      { line: 5, words: ['join', 'ada@x.example', 'All employees'] },
    ]);
  });

  it('names the line whose quote is not closed', () => {
    expect(() => readChanges('disable a\nset a jobTitle="Chief')).toThrow('line 2: a quote is not closed');
  });
});
