import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';

import type {
  CreateCampaignInput,
  CreateCampaignMutation,
  StartCampaignInput,
  StartCampaignMutation,
  StopCampaignMutation,
} from '../../client/src/generated/graphql.js';
import type * as config from '../../src/config/config.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import type * as main from '../../src/server.js';
import type * as logger from '../../src/telemetry/logger.js';
import { importBuilt } from './built.js';
import { sendHttp, type HttpResponse } from './http-client.js';

const { readConfig } = await importBuilt<typeof config>('dist/bundle/config.js');
const { createLogger } = await importBuilt<typeof logger>('dist/bundle/logger.js');
const { startServer } = await importBuilt<typeof main>('dist/bundle/server.js');

export const TOKEN = 'test-token-0123456789abcdef';

export interface Answer<Data = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  /** The complete body text. */
  readonly text: string;
  readonly data?: Data | null;
  readonly errors?: readonly { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

/** Answer to one mutation. `result`: its member of the union. */
export interface MutationAnswer extends Answer {
  readonly result: (Record<string, unknown> & { readonly __typename: string }) | null | undefined;
}

export type CreateCampaignAnswer = Answer<CreateCampaignMutation>;
export type StartCampaignAnswer = Answer<StartCampaignMutation>;
export type StopCampaignAnswer = Answer<StopCampaignMutation>;

const documentOf = (operation: string): string =>
  readFileSync(new URL(`../../schema/operations/${operation}.graphql`, import.meta.url), 'utf8');
const START = documentOf('StartCampaign');
const STOP = documentOf('StopCampaign');

/** The product under test: the real server on a free loopback port, accessed over HTTP. */
export interface Product {
  readonly url: string;
  readonly metricsUrl: string;
  /** Every log line so far. */
  readonly logs: () => readonly Record<string, unknown>[];
  readonly post: (body: string, headers?: Record<string, string>) => Promise<Answer>;
  readonly query: (
    document: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  /** Runs schema/operations/CreateCampaign.graphql, the document for frontends. */
  readonly create: (input: object, headers?: Record<string, string>) => Promise<CreateCampaignAnswer>;
  /** Runs schema/operations/StartCampaign.graphql. */
  readonly start: (input: StartCampaignInput, headers?: Record<string, string>) => Promise<StartCampaignAnswer>;
  /** Runs a file of schema/operations, for example `ClearCampaign`, and returns the result of its mutation too. */
  readonly mutate: (operation: string, input: object, headers?: Record<string, string>) => Promise<MutationAnswer>;
  /** Runs schema/operations/StopCampaign.graphql for a global id. */
  readonly stop: (campaignId: string, headers?: Record<string, string>) => Promise<StopCampaignAnswer>;
  readonly close: () => Promise<void>;
}

/** Starts the product in front of an upstream; `variables` override the default environment variables. */
export async function startProduct(
  upstreamUrl: string,
  variables: Record<string, string | undefined> = {},
): Promise<Product> {
  const lines: string[] = [];
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    WOLKVOX_BASE_URL: upstreamUrl,
    WOLKVOX_TOKEN: TOKEN,
    // One upstream call for each request; retries and reconciliation have their own tests.
    WOLKVOX_MAX_RETRIES: '0',
    WOLKVOX_RECONCILE: 'off',
    // In memory; the state on disk has its own tests.
    DATA_DIR: 'none',
    ...variables,
  });
  const server = await startServer(config, createLogger(config, { write: (line) => lines.push(line) }));

  const agent = new Agent({ keepAlive: true });
  const post: Product['post'] = async (body, headers = {}) =>
    answerOf(
      await sendHttp(`${server.url}/graphql`, {
        method: 'POST',
        headers: { accept: '*/*', 'content-type': 'application/json', ...headers },
        body,
        agent,
      }),
    );
  const query: Product['query'] = (document, variables = {}, headers = {}) =>
    post(JSON.stringify({ query: document, variables }), headers);
  return {
    url: server.url,
    metricsUrl: server.metricsUrl,
    logs: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    post,
    query,
    create: (input, headers) => query(SAMPLE_OPERATION.document, { input }, headers) as Promise<CreateCampaignAnswer>,
    start: (input, headers) => query(START, { input }, headers) as Promise<StartCampaignAnswer>,
    mutate: async (operation, input, headers) => {
      const answer = await query(documentOf(operation), { input }, headers);
      const field = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
      return { ...answer, result: answer.data?.[field] as MutationAnswer['result'] };
    },
    stop: (campaignId, headers) => query(STOP, { input: { campaignId } }, headers) as Promise<StopCampaignAnswer>,
    close: async () => {
      await server.close();
      agent.destroy();
    },
  };
}

/** Reads a GraphQL response. */
export function answerOf({ status, headers, text }: HttpResponse): Answer {
  const fields = Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().map((value): [string, string] => [name, value]),
  );
  const body = text.startsWith('{') ? (JSON.parse(text) as Pick<Answer, 'data' | 'errors'>) : {};
  return { status, headers: new Headers(fields), text, ...body };
}

/** A valid input of each type. */
export const PREVIEW = {
  type: 'PREVIEW',
  name: 'Encuesta de servicio',
  skillId: '4021',
} as const satisfies CreateCampaignInput;

export const PREDICTIVE = {
  type: 'PREDICTIVE',
  name: 'Cobranza noviembre',
  skillId: '4021',
  startTime: '2026-11-23T08:00:00',
  endTime: '2026-11-23T18:00:00',
} as const satisfies CreateCampaignInput;
