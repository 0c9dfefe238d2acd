import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.rollcall/',
      'coverage/',
      '**/*.mjs',
      '!apps/console/web/vite.config.mjs',
      '**/*.d.mts',
      '*.js',
      '!eslint.config.js',
      '**/*.cjs',
      'apps/console/web/src/api/generated/',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      // What a module of Nest is declared by.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A function that answers nothing may end by calling another that answers nothing.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // What was caught is thrown on as it came.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      // Options of Nest are classes, and given as literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what the front door exports.' },
        { selector: 'ExportDefaultDeclaration', message: 'One name per thing: use a named export.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
        { selector: 'ObjectExpression > SpreadElement > ObjectExpression', message: 'Name the members themselves.' },
        { selector: 'ArrayExpression > SpreadElement > ArrayExpression', message: 'Name the items themselves.' },
        {
          selector:
            ":matches(PropertyDefinition, MethodDefinition[kind!='constructor'], TSParameterProperty)[accessibility='private']",
          message: 'Write #name.',
        },
      ],
      'max-params': ['error', { max: 4 }],
      'max-lines': ['error', { max: 350 }],
      'max-lines-per-function': ['error', { max: 80 }],
    },
  },
  {
    files: ['apps/console/web/**'],
    rules: {
      // What a query answers follows from the generated types of its operation.
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  // Data: a line per text and language.
  { files: ['apps/console/web/**/texts.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['**/*.spec.ts', '**/*.suite.ts', '**/*.fixture.ts', 'test/**/*.ts'],
    plugins: { jest },
    rules: {
      'jest/valid-title': ['error', { mustNotMatch: { it: ['^should', 'Say what happens, in the present tense.'] } }],
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/no-identical-title': 'error',
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert', 'eventually'] }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // A test is async where its kind is; what an answer has is for it to say, so that its members are of type never.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // What is parsed and asked of a table has the shape that the test looks for.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // It knows a call of a generic for a type alone: Promise.withResolvers<void>().
      '@typescript-eslint/no-invalid-void-type': 'off',
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: {
      rollcall: {
        rules: {
          'todo-has-owner': {
            meta: { type: 'problem', messages: { bare: 'Write TODO(<issue or owner>): …' }, schema: [] },
            create: (context) => ({
              Program() {
                for (const comment of context.sourceCode.getAllComments()) {
                  if (/\b(TODO|FIXME|XXX)\b(?!\([^)]+\):)/.test(comment.value)) {
                    context.report({ loc: comment.loc, messageId: 'bare' });
                  }
                }
              },
            }),
          },
        },
      },
    },
    rules: { 'rollcall/todo-has-owner': 'error' },
  },
  // No program of TypeScript has them.
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
