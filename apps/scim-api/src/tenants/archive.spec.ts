import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { archived, type ArchiveLine } from './archive.js';

async function collected(texts: AsyncIterable<string>, into: string[]): Promise<string[]> {
  for await (const text of texts) into.push(text);
  return into;
}

async function textsOf(...pages: readonly (readonly ArchiveLine[])[]): Promise<string[]> {
  const given = async function* (): AsyncGenerator<readonly ArchiveLine[]> {
    yield* pages;
  };
  return collected(archived(given()), []);
}

describe('an archive', () => {
  it('ends with the digest of every byte before its last line', async () => {
    const texts = await textsOf([{ kind: 'tenant', name: 'Zoë' }, { kind: 'user' }], [], [{ kind: 'group' }]);
    const before = texts.slice(0, -1).join('');
    expect(before).toBe('{"kind":"tenant","name":"Zoë"}\n{"kind":"user"}\n{"kind":"group"}\n');
    const value = createHash('sha256').update(before).digest('hex');
    expect(JSON.parse(texts.at(-1) ?? '')).toEqual({ kind: 'digest', algorithm: 'sha256', lines: 3, value });
  });

  it('reads a page when the one before it was taken', async () => {
    let read = 0;
    const given = async function* (): AsyncGenerator<readonly ArchiveLine[]> {
      for (; read < 3; read += 1) yield [{ kind: 'user' }];
    };
    const texts = archived(given());
    await texts.next();
    expect(read).toBe(0);
    await texts.next();
    expect(read).toBe(1);
    await texts.return(undefined);
  });

  it('has no digest where a page could not be read', async () => {
    const broken = async function* (): AsyncGenerator<readonly ArchiveLine[]> {
      yield [{ kind: 'user' }];
      throw new Error('gone');
    };
    const texts: string[] = [];
    await expect(collected(archived(broken()), texts)).rejects.toThrow('gone');
    expect(texts).toEqual(['{"kind":"user"}\n']);
  });
});
