import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.rollcall/', 'coverage/', '**/*.mjs', '*.js', '**/*.cjs'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what the front door exports.' },
        { selector: 'ExportDefaultDeclaration', message: 'One name per thing: use a named export.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
      ],
      'max-params': ['error', { max: 4 }],
      'max-lines': ['error', { max: 350 }],
      'max-lines-per-function': ['error', { max: 80 }],
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.suite.ts', 'test/**/*.ts'],
    plugins: { jest },
    rules: {
      'jest/valid-title': ['error', { mustNotMatch: { it: ['^should', 'Say what happens, in the present tense.'] } }],
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/no-identical-title': 'error',
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert', 'eventually'] }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['**/*.ts'],
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
);
