import type { Tracing } from './tracing.js';

const untraced: Tracing = {
  isOn: false,
  span: (_spanned, work) => work(),
  close: () => Promise.resolve(),
};

/** Without an address nothing of OpenTelemetry is loaded. */
export async function openTracing(endpoint: string | undefined): Promise<Tracing> {
  if (endpoint === undefined) return untraced;
  const { OtlpTracing } = await import('./otlp-tracing.js');
  return new OtlpTracing(endpoint);
}
