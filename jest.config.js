/** ESM through swc; the types are checked by tsc, which is a step of its own. */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/install-programs.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testTimeout: 20_000,
  // Modules of each file stay in memory (vm modules). A process that ran all files spends its time on collecting garbage.
  workerIdleMemoryLimit: '800MB',
  maxWorkers: 2,
};
