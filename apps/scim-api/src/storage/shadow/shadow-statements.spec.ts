import { describe, expect, it } from '@jest/globals';
import { inShadow } from './shadow-statements.js';

describe('a statement of the writer in a shadow', () => {
  it('of which nobody has said what it does there is refused, as is one without a name', () => {
    expect(() => inShadow({ name: 'raise-salaries', text: 'update users set attributes = $1' })).toThrow(
      'raise-salaries',
    );
    expect(() => inShadow({ text: 'update users set attributes = $1' })).toThrow('does not know');
  });

  it('that locks somebody has them copied before, and is the same', () => {
    const statement = { name: 'lock-users', text: 'select 1', values: [['ada']] };
    const { touch, statement: same } = inShadow(statement);
    expect([touch?.name, touch?.values]).toEqual(['touch-users', [['ada']]]);
    expect(same).toBe(statement);
  });

  it('that looks beyond what was touched is prepared under a name of its own', () => {
    const { touch, statement } = inShadow({ name: 'find-member-users', text: 'select id from users', values: [[]] });
    expect([touch, statement.name]).toEqual([null, 'find-member-users-shadow']);
    expect(statement.text).toContain('shadow_reads.users');
  });
});
