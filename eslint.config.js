import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const FORBIDDEN_SYNTAX = [
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/]',
    message: 'There is no path from data to HTML.'
  },
  {
    selector: 'Identifier[name=/^(localStorage|sessionStorage)$/]',
    message: 'IndexedDB is the only place for what is kept.'
  },
  { selector: 'ExportAllDeclaration', message: 'No barrel files: import from the file that has it.' }
];

export default defineConfig(
  {
    ignores: [
      '.cache/',
      '.local/',
      '.svelte-kit/',
      'artefacts/',
      'build/',
      'node_modules/',
      'project.inlang/',
      'src/lib/words/',
      'test-results/'
    ]
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.worker, ...globals.node } },
    rules: {
      eqeqeq: ['error', 'always'],
      'max-lines': ['error', 400],
      // Patterns for XML and addresses name control characters on purpose.
      'no-control-regex': 'off',
      'no-restricted-syntax': ['error', ...FORBIDDEN_SYNTAX],
      // The compiler knows better what is defined.
      'no-undef': 'off',
      'object-shorthand': 'error',
      'prefer-template': 'error',
      // The app lives at the root of its own name.
      'svelte/no-navigation-without-resolve': 'off',
      // What is not drawn need not be reactive.
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
    }
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      parserOptions: {
        project: ['', 'tests.', 'pure.', 'worker.', 'service-worker.'].map((name) => `tsconfig.${name}json`),
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }]
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-target-blank': 'error'
    }
  }
);
