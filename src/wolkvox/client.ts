import { failed, succeeded, type Outcome } from '../domain/failure.js';
import type { Operation } from '../domain/operation.js';
import { apiAddress } from './address.js';
import { answerRow, failureOf, type AnswerId, type Mishap } from './answers.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { readEnvelope, unclear } from './envelope.js';
import type { Allowance, Governor, Held } from './governor.js';
import type { Http, HttpRequest, HttpResult } from './http.js';

/** An operation with what it takes to call it. Never leaves this layer and the configuration. */
export interface UpstreamOperation extends Operation, Allowance {
  readonly baseUrl: URL;
}

/** What a log may say of one call: no input, no upstream text, no address. */
export interface CallRecord {
  readonly api: string;
  readonly operation: string;
  /** HTTP status; undefined where no whole answer came. */
  readonly status: number | undefined;
  /** `success`, or the row of the answers table. */
  readonly answer: 'success' | AnswerId;
  /** Why a `held`, `unsent`, `lost` or `unclear` call is one. */
  readonly cause: string | undefined;
  readonly ms: number;
}

export interface Wolkvox {
  /** Makes one upstream call, exactly once. Fails as a value; throws only where our own code is wrong. */
  call<Input, Output>(
    operation: UpstreamOperation,
    endpoint: Endpoint<Input, Output>,
    input: Input,
    record: (call: CallRecord) => void,
  ): Promise<Outcome<Output>>;
}

export function createWolkvox(http: Http, governor: Governor, options: { readonly timeoutMs: number }): Wolkvox {
  return {
    call: async (operation, endpoint, input, record) => {
      const startedAt = performance.now();
      const request: HttpRequest = {
        method: endpoint.method,
        url: apiAddress(operation.baseUrl, endpoint.file, { api: endpoint.api, ...endpoint.query(input) }),
        headers: { 'wolkvox-token': operation.token.reveal(), 'content-type': 'application/json' },
        body: JSON.stringify(endpoint.body(input)),
        timeoutMs: options.timeoutMs,
        maxAnswerBytes: endpoint.maxAnswerBytes,
      };
      const result = await governor.run(operation, () => http.send(request));
      const reading = understand(result, endpoint, input, operation);
      record({
        api: endpoint.api,
        operation: operation.id,
        status: result.kind === 'answer' ? result.status : undefined,
        answer: reading.kind === 'value' ? 'success' : answerRow(reading).id,
        cause: 'cause' in reading ? reading.cause : undefined,
        ms: Math.round(performance.now() - startedAt),
      });
      return reading.kind === 'value' ? succeeded(reading.value) : failed(failureOf(reading, operation, new Date()));
    },
  };
}

function understand<Input, Output>(
  result: HttpResult | Held,
  endpoint: Endpoint<Input, Output>,
  input: Input,
  operation: UpstreamOperation,
): { readonly kind: 'value'; readonly value: Output } | Mishap {
  if (result.kind !== 'answer') return result;
  const answer = readEnvelope(result.status, result.text, operation.token);
  if (answer.kind === 'unclear') return answer;
  const value = endpoint.read(answer, input, operation);
  // A refusal that shows the thing created proves nothing.
  if (answer.kind === 'refusal') return value === undefined ? answer : unclear('contradiction');
  return value === undefined ? unclear('unreadable-data') : { kind: 'value', value };
}
