import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/**
 * Wraps an exporter: `warn` reports the start and the end of an outage. The SDK would log each failure to the console.
 */
export function logOutages(exporter: SpanExporter, warn: (message: string) => void): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, ({ code }) => {
        const fails = code !== ExportResultCode.SUCCESS;
        // The error is not logged because it may contain the response of the collector or its URL.
        if (fails && !failing) warn('trace export failing: the collector is unreachable or rejects spans');
        if (!fails && failing) warn('trace export recovered');
        failing = fails;
        done({ code: ExportResultCode.SUCCESS });
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
