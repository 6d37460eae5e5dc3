import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** An exporter whose failures are told in one sentence when they begin and when they end; the SDK's own would go to the console. */
export function tellOnce(exporter: SpanExporter, warn: (news: string) => void): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, ({ code }) => {
        const fails = code !== ExportResultCode.SUCCESS;
        // Not with the error: it may hold what the collector answered, or its address.
        if (fails && !failing) warn('traces cannot be sent: the collector does not take them');
        if (!fails && failing) warn('traces are sent again');
        failing = fails;
        done({ code: ExportResultCode.SUCCESS });
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
