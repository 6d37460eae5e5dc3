import * as regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

import { linearRegexp } from './lint/linear-regexp.js';

// Only the rules that oxlint does not have: .oxlintrc.json has all others.
export default tseslint.config(
  { ignores: ['**/dist', 'client/src/generated'] },
  {
    // What reads text of upstreams, callers, Redis, headers and configuration: its time grows no faster than the text.
    files: ['src/**/*.{ts,js}', 'client/src/**/*.ts', 'packages/**/*.{ts,js}'],
    languageOptions: { parser: tseslint.parser },
    plugins: { regexp, local: { rules: { 'linear-regexp': linearRegexp } } },
    rules: {
      'local/linear-regexp': 'error',
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false, ignoreSticky: false }],
    },
  },
);
