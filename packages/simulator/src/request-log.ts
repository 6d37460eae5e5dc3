/** Recorded requests, and requests in flight. */
import type { IncomingMessage } from 'node:http';
import { BoundedRequests } from './bounded-requests.js';
import type { Settings } from './settings.js';
import type { RecordedRequest } from './simulator-api.js';

/** Request that the simulator has not finished with. `release` frees its slot; further calls do nothing. */
export interface InFlightRequest {
  /** Time of arrival on the clock of performance.now. */
  readonly arrivedAtMs: number;
  readonly record: { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };
  /** Stores the body in the record, as text and as parsed JSON. */
  setBody(body: string): void;
  release(): void;
}

export class RequestLog {
  readonly #requests: BoundedRequests;
  /** By token. */
  readonly #inFlight = new Map<string, number>();
  #mostInFlight = 0;

  constructor({ requestBytes }: Pick<Settings, 'requestBytes'>) {
    this.#requests = new BoundedRequests(requestBytes);
  }

  requests(): readonly RecordedRequest[] {
    return this.#requests.all().map((request) => ({ ...request }));
  }

  /** Number of requests dropped before those of `requests`. */
  droppedRequests(): number {
    return this.#requests.dropped();
  }

  /** Peak of requests in flight of one token since the last `reset`, including rejected ones. */
  mostInFlight(): number {
    return this.#mostInFlight;
  }

  /** Records a request when its headers have arrived; its body follows. */
  record(request: IncomingMessage, token: 'absent' | 'invalid' | 'valid'): InFlightRequest {
    const key = String(request.headers['wolkvox-token'] ?? '');
    const inFlight = (this.#inFlight.get(key) ?? 0) + 1;
    this.#inFlight.set(key, inFlight);
    this.#mostInFlight = Math.max(this.#mostInFlight, inFlight);
    const record: InFlightRequest['record'] = describe(request, token, inFlight);
    this.#requests.add(record);
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      record.finished = true;
      const remaining = (this.#inFlight.get(key) ?? 1) - 1;
      if (remaining > 0) this.#inFlight.set(key, remaining);
      else this.#inFlight.delete(key);
    };
    const setBody = (body: string): void => {
      record.rawBody = body;
      record.body = parseJson(body);
      this.#requests.updateSize(record);
    };
    return { arrivedAtMs: performance.now(), record, setBody, release };
  }

  /** Requests in flight stay in flight and count in the new peak. */
  reset(): void {
    this.#requests.clear();
    this.#mostInFlight = Math.max(0, ...this.#inFlight.values());
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Returns the path without the query. Never throws, whatever the request line is. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function describe(request: IncomingMessage, token: 'absent' | 'invalid' | 'valid', inFlight: number): RecordedRequest {
  const path = pathOf(request);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = [value].flat().join(', ');
  // An empty header is recorded as invalid, although the response treats it as missing.
  if ('wolkvox-token' in headers) headers['wolkvox-token'] = token === 'valid' ? 'valid' : 'invalid';
  return {
    arrivedAt: new Date().toISOString(),
    method: request.method ?? '',
    path,
    query: Object.fromEntries(new URLSearchParams((request.url ?? '').slice(path.length))),
    headers,
    body: null,
    rawBody: '',
    inFlight,
    answered: null,
    answer: null,
    brokenOff: null,
    finished: false,
  };
}
