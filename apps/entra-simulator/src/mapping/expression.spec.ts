import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from './evaluate.js';
import { ExpressionError, parseExpression } from './parse-expression.js';
import type { Value } from './functions.js';

const SOURCE: Readonly<Record<string, Value>> = {
  givenName: 'Zoë',
  surname: 'Größe',
  mail: null,
  userPrincipalName: 'zoe_partner.example#EXT#@contoso.example',
  IsSoftDeleted: true,
  roles: [{ id: '1', value: 'Admin', displayName: 'Administrator' }],
};
const result = (expression: string): Value => evaluate(parseExpression(expression), (name) => SOURCE[name] ?? null);

describe('an expression', () => {
  it.each([
    ['[givenName]', 'Zoë'],
    ['"a ""quoted"" text"', 'a "quoted" text'],
    ['"a \\"quoted\\" text"', 'a "quoted" text'],
    ['Join(" ", [givenName], [surname])', 'Zoë Größe'],
    ['Join("-", "a", , "b")', 'a-b'],
    ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', 'False'],
    ['Switch("x", "otherwise", "y", "1")', 'otherwise'],
    ['Coalesce([mail], [userPrincipalName])', SOURCE.userPrincipalName],
    ['Replace([userPrincipalName], , "#EXT#@.*$", , "", , )', 'zoe_partner.example'],
    ['Replace("a-b-c", "-", , , "+", , )', 'a+b+c'],
    ['Mid("abcdef", 2, 3)', 'bcd'],
    ['Mid("abcdef", "2", "3")', 'bcd'],
    ['ToLower(Append([givenName], "@X"))', 'zoë@x'],
    ['ToUpper("straße")', 'STRASSE'],
    ['NormalizeDiacritics(Join("", [givenName], "Łø"))', 'ZoeLo'],
    ['StripSpaces(" a b ")', 'ab'],
    ['Trim("  a ")', 'a'],
    ['Left("abc", 2)', 'ab'],
    ['Right("abc", 2)', 'bc'],
    ['Len("abc")', '3'],
    ['Word("one, two three", 2, ", ")', 'two'],
    ['Item(Split("a;b;c", ";"), 3)', 'c'],
    ['InStr("Contoso", "TOSO")', '4'],
    ['PCase("ada LOVELACE")', 'Ada Lovelace'],
    ['IIF(IsNullOrEmpty([mail]), "none", [mail])', 'none'],
    ['IIF(IsPresent([givenName]), "yes", "no")', 'yes'],
    ['Not("True")', false],
    ['RemoveDuplicates(Split("a;b;a", ";"))', ['a', 'b']],
    ['SingleAppRoleAssignment([roles])', 'Admin'],
  ] as const)('%s', (expression, expected) => {
    expect(result(expression)).toEqual(expected);
  });

  it('assigns roles as complex values', () => {
    const role = { primary: false, type: 'WindowsAzureActiveDirectoryRole', display: 'Administrator', value: 'Admin' };
    expect(result('AssertiveAppRoleAssignmentsComplex([roles])')).toEqual([role]);
  });

  it.each([
    ['', 'empty'],
    ['Join(', 'expected a comma'],
    ['"open', 'closing quote'],
    ['[open', 'closing bracket'],
    ['Unknown("x")', 'no function Unknown'],
    ['bare', 'no function call'],
    ['"a" "b"', 'behind the end'],
    ['Replace("a", , "(a+)+", , "", , )', 'repeats what repeats'],
    ['Replace("a", , "(", , "", , )', 'no regular expression'],
    ['Not('.repeat(40), 'deeper than'],
  ])('%j is refused with a reason', (expression, reason) => {
    expect(() => result(expression)).toThrow(reason);
  });

  it('is evaluated or refused by name, whatever it is', () => {
    const piece = fc.constantFrom(
      'Join',
      'Mid',
      '(',
      ')',
      ',',
      '"',
      '"x"',
      '[givenName]',
      ' ',
      'Replace',
      '\\',
      '2',
      '[',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          result(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
