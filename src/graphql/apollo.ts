import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';

import type { ReadyOperation } from '../explorer/ready-operation.js';
import type { Context, FaultLog } from './context.js';
import { createErrorPresenter } from './error/error-presenter.js';
import { tellFreshness } from './freshness.js';
import { keepAnswers } from './kept-answers.js';
import { knownRootTypes } from './known-root-types.js';
import { documentLimits } from './limits/document-limits.js';
import { documentRoom, MOST_COMMENTS } from './limits/document-room.js';
import { createDocumentStore, createPersistedStore } from './limits/document-stores.js';
import type { OperationLimits } from './limits/limit-error.js';
import { operationLimits } from './limits/operation-limits.js';
import { sandboxPage } from './sandbox-page.js';
import { buildSubgraph } from './schema.js';
import { refusalStatus } from './serve-graphql.js';
import { tellOperations } from './tell-operations.js';

export interface ApolloOptions {
  readonly introspection: boolean;
  /** How long a list is fresh. */
  readonly freshMs: number;
  readonly limits: OperationLimits;
  /** Whether it is handed trusted documents only. */
  readonly trustedOnly: boolean;
  /** The operation that Apollo Sandbox opens with; null shows no page. */
  readonly sandbox: ReadyOperation | null;
}

/** Whoever must mend more has read enough; so a small request is not given a large answer. The last one says that there are more. */
const MOST_ERRORS = 20;

/** Builds the schema and starts Apollo Server on it. Whoever calls this stops it. */
export async function startApollo(
  { introspection, sandbox, freshMs, limits, trustedOnly }: ApolloOptions,
  fault: FaultLog,
): Promise<ApolloServer<Context>> {
  const errors = createErrorPresenter(fault, !introspection);
  const answers = keepAnswers(freshMs);
  const apollo = new ApolloServer<Context>({
    schema: buildSubgraph().schema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    parseOptions: { maxLexicalTokens: limits.tokens, maxComments: MOST_COMMENTS },
    // Not Apollo's own limit of selections: it would put off our rules until all others have had their say.
    validationRules: [documentLimits(limits), knownRootTypes],
    validationOptions: { maxErrors: MOST_ERRORS, hideSuggestions: !introspection },
    executionOptions: { maxCoercionErrors: MOST_ERRORS },
    documentStore: createDocumentStore(),
    // With trusted documents only none: else whoever asks by a hash and a text would add to the list.
    persistedQueries: trustedOnly ? false : { cache: createPersistedStore() },
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    stringifyResult: answers.stringify,
    formatError: errors.formatError,
    includeStacktraceInErrorResponses: false,
    // The process decides about signals.
    stopOnTerminationSignals: false,
    logger: apolloLog(fault),
    plugins: [
      errors.plugin,
      tellOperations,
      refusalStatus,
      documentRoom,
      answers.plugin,
      // After those: an answer that is kept costs nothing.
      operationLimits(limits),
      tellFreshness(freshMs),
      // It wraps every resolver.
      ApolloServerPluginCacheControlDisabled(),
      // Traces hold the messages of errors; no subgraph asks for them yet.
      ApolloServerPluginInlineTraceDisabled(),
      sandbox === null ? ApolloServerPluginLandingPageDisabled() : sandboxPage(sandbox),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Apollo's texts end in the message of an error, which may quote input: what stands before it is kept. */
function apolloLog(fault: FaultLog) {
  const tell = (message: unknown): void => {
    fault({ source: 'apollo' }, typeof message === 'string' ? (message.split(': ')[0] ?? '') : 'message withheld');
  };
  const ignore = (): void => undefined;
  return { debug: ignore, info: ignore, warn: tell, error: tell };
}
