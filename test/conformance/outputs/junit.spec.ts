import { describe, expect, it } from '@jest/globals';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { HOSTILE, MIXED, report, result } from './report.fixture.js';
import { toJunit } from './junit.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Throws for whatever is not well-formed. */
function parse(xml: string): readonly Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    const element = { name, attributes, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return elements;
}

describe('the report as JUnit XML', () => {
  it('is well-formed whatever the target says', () => {
    const cases = parse(toJunit(MIXED)).filter(({ name }) => name === 'testcase');
    expect(cases).toHaveLength(MIXED.checks.length);
  });

  it('shows what the target says, without the characters that XML cannot hold', () => {
    const failure = parse(toJunit(MIXED)).find(({ name }) => name === 'failure');
    const shown = HOSTILE.toWellFormed().replace(/[\u0000\u001b\u0008\ufffe]/g, '\ufffd');
    expect(failure?.attributes.message).toBe(shown);
    expect(failure?.text).toContain(shown);
  });

  it('counts as failures the MUSTs that fell short, and no others', () => {
    const [all, ...rest] = parse(toJunit(MIXED));
    expect(all?.attributes).toMatchObject({ tests: '5', failures: '2', skipped: '2', errors: '0' });
    expect(rest.filter(({ name }) => name === 'failure')).toHaveLength(2);
    expect(rest.filter(({ name }) => name === 'skipped')).toHaveLength(2);
  });

  it('has a suite for each topic, whose counts add up', () => {
    const suites = parse(toJunit(MIXED)).filter(({ name }) => name === 'testsuite');
    expect(suites.map(({ attributes }) => [attributes.name, attributes.tests, attributes.failures])).toEqual([
      ['users', '3', '1'],
      ['filter', '2', '1'],
    ]);
  });

  it('says nothing more about a check that passed', () => {
    expect(toJunit(report([result('users.create')]))).toContain('time="0.034"/>');
  });
});
