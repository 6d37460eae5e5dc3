/**
 * Tests are ESM and compiled by swc. Types are checked by `npm run types`. Servers in tests are those of the build, so
 * `globalSetup` builds them if their sources have changed.
 */
const shared = {
  testEnvironment: '<rootDir>/test/support/environment.js',
  roots: ['<rootDir>/test'],
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
};

/** Tests without a server, a process, a network or a build. `npm run test:unit` runs them. */
const UNIT = [
  'test/auth/verified-tokens.test.ts',
  'test/client/match.test.ts',
  'test/config/{auth,files,http,proxy}.test.ts',
  'test/domain/*.test.ts',
  'test/examples/*.test.ts',
  'test/federation/hive-config.test.ts',
  'test/graphql/document-size.test.ts',
  'test/services/recent-campaigns.test.ts',
  'test/shared/*.test.ts',
  'test/telemetry/log-output.test.ts',
  'test/wolkvox/{address,create-campaign,envelope,outcome-rules,read-board}.test.ts',
  'test/{docs,guides,layers,readme,schema,schema-changes,style}.test.ts',
];

/** Tests with a Redis of their own. Those without a Redis on PATH run the part that needs none. */
const REDIS = [
  'test/graphql/{contact-privacy,redis-outage}.test.ts',
  'test/services/{changes-replicas,clocks,governed-creations,invalid-redis-values,list-cache-replicas,progress-replicas,subscribers-replicas,waiting-repeats}.test.ts',
  'test/state/*.test.ts',
  'test/wolkvox/limiter.test.ts',
];

/** Tests of processes: the built server, its packages, the image, the alerts. */
const PROCESS = [
  'test/client/package.test.ts',
  'test/deploy/*.test.ts',
  'test/process/*.test.ts',
  'test/public-schema.test.ts',
];

const BROWSER = ['test/browser/*.test.ts'];
const ATTACKS = ['test/attacks/*.test.ts'];

const project = (name, patterns, exclude = []) => ({
  ...shared,
  // jest runs it once, and only if a test of such a project runs.
  ...(name === 'unit' ? {} : { globalSetup: '<rootDir>/test/support/global-setup.js' }),
  displayName: name,
  testMatch: patterns.map((pattern) => `<rootDir>/${pattern}`),
  testPathIgnorePatterns: ['/node_modules/', ...exclude],
});

/** Glob to regular expression, for the files of the other projects: `*` within a folder, `{a,b}`. */
const toRegExp = (pattern) =>
  `/${pattern
    .replace(/[.]/g, '\\.')
    .replace(/\*/g, '[^/]*')
    .replace(/\{([^}]*)\}/g, (_, names) => `(?:${names.replaceAll(',', '|')})`)}$`;

export default {
  projects: [
    project('unit', UNIT),
    project('redis', REDIS),
    project('process', PROCESS),
    project('browser', BROWSER),
    project('attacks', ATTACKS),
    project(
      'integration',
      ['test/**/*.test.ts'],
      [...UNIT, ...REDIS, ...PROCESS, ...BROWSER, ...ATTACKS].map(toRegExp),
    ),
  ],
  testTimeout: 20_000,
  // Modules of each test file stay in memory (vm modules). A process that ran all files spends its time on garbage collection.
  workerIdleMemoryLimit: '800MB',
  // One more than cores, because many tests wait.
  maxWorkers: 3,
  // Tests with `it.concurrent` mostly wait.
  maxConcurrency: 12,
};
