import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';

import type { SampleOperation } from '../explorer/sample-operations.js';
import type { Context, ErrorLog } from './context.js';
import { createErrorMasking } from './plugins/error-masking.js';
import { cacheHeaders } from './plugins/cache-headers.js';
import { documentLimits, knownRootTypes } from './rules/document-limits.js';
import { unconditionalSubscriptions } from './rules/unconditional-subscriptions.js';
import { documentMemory, MAX_COMMENTS } from './plugins/document-memory.js';
import { createDocumentStore, createPersistedStore } from './document-stores.js';
import type { OperationLimits } from './errors/limit-error.js';
import { costLimit } from './plugins/cost-limit.js';
import { largeBody } from './plugins/large-body.js';
import { landingPage } from './plugins/landing-page.js';
import { buildSubgraph } from './schema.js';
import { subscriptions } from './plugins/subscriptions.js';
import { httpStatus } from './plugins/http-status.js';
import { operationTelemetry } from './plugins/operation-telemetry.js';

export interface ApolloOptions {
  readonly introspection: boolean;
  /** Time for which a list is fresh. */
  readonly freshMs: number;
  readonly limits: OperationLimits;
  /** True if only documents on the safelist arrive. */
  readonly trustedOnly: boolean;
  /** Operation that Apollo Sandbox opens with; null for no page. */
  readonly sandbox: SampleOperation | null;
}

/**
 * Maximum number of validation errors per response, to limit response amplification. graphql-js appends a "too many
 * errors" entry.
 */
const MAX_ERRORS = 20;

/** Builds the schema and starts Apollo Server on it. The caller stops it. */
export async function startApollo(
  { introspection, sandbox, freshMs, limits, trustedOnly }: ApolloOptions,
  logError: ErrorLog,
): Promise<ApolloServer<Context>> {
  const errorMasking = createErrorMasking(logError, !introspection);
  const apollo = new ApolloServer<Context>({
    schema: buildSubgraph().schema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    parseOptions: { maxLexicalTokens: limits.tokens, maxComments: MAX_COMMENTS },
    // The selection limit of Apollo is not used, because it would run these rules after all other rules.
    validationRules: [documentLimits(limits), unconditionalSubscriptions, knownRootTypes],
    validationOptions: { maxErrors: MAX_ERRORS, hideSuggestions: !introspection },
    executionOptions: { maxCoercionErrors: MAX_ERRORS },
    documentStore: createDocumentStore(),
    // Off with a safelist, because a client that sends a hash and a text would extend it.
    persistedQueries: trustedOnly ? false : { cache: createPersistedStore() },
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    formatError: errorMasking.formatError,
    includeStacktraceInErrorResponses: false,
    // main.ts handles signals.
    stopOnTerminationSignals: false,
    logger: apolloLog(logError),
    plugins: [
      errorMasking.plugin,
      operationTelemetry,
      httpStatus,
      largeBody,
      documentMemory,
      costLimit(limits),
      subscriptions(errorMasking.maskErrors),
      cacheHeaders(freshMs),
      // It wraps every resolver.
      ApolloServerPluginCacheControlDisabled(),
      // Its traces contain error messages. No gateway needs them yet.
      ApolloServerPluginInlineTraceDisabled(),
      sandbox === null ? ApolloServerPluginLandingPageDisabled() : landingPage(sandbox),
    ],
  });
  await apollo.start();
  return apollo;
}

/**
 * Logger for Apollo. Its messages end in an error message, which may quote input, so only the part before it is logged.
 */
function apolloLog(logError: ErrorLog) {
  const log = (message: unknown): void => {
    logError({ source: 'apollo' }, typeof message === 'string' ? (message.split(': ')[0] ?? '') : 'message withheld');
  };
  const ignore = (): void => undefined;
  return { debug: ignore, info: ignore, warn: log, error: log };
}
