import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type Ending, type Spanned, spanIdOf, traceIdOf, Tracing } from './tracing.js';

const kinds: Readonly<Record<Spanned['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  internal: SpanKind.INTERNAL,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
};

/** Gives the ids that the next span shall bear: they follow from what it is about, so that no process has to tell another. */
class NamedIds {
  private traceId: string | undefined;
  private spanId: string | undefined;

  name(traceId: string, spanId: string | undefined): void {
    this.traceId = traceId;
    this.spanId = spanId;
  }

  generateTraceId = (): string => this.traceId ?? randomBytes(16).toString('hex');

  generateSpanId = (): string => this.spanId ?? randomBytes(8).toString('hex');

  forget(): void {
    this.traceId = this.spanId = undefined;
  }
}

/** Spans to a collector, by OTLP over HTTP. Sampling is set by OTEL_TRACES_SAMPLER, headers by OTEL_EXPORTER_OTLP_HEADERS. */
export class OtlpTracing extends Tracing {
  override readonly isOn = true;
  private readonly ids = new NamedIds();
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;
  private readonly underWay = new AsyncLocalStorage<Span>();

  constructor(endpoint: string) {
    super();
    const url = `${endpoint.replace(/\/+$/u, '')}/v1/traces`;
    this.provider = new BasicTracerProvider({
      resource: defaultResource().merge(namedService()),
      idGenerator: this.ids,
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }), { scheduledDelayMillis: 1_000 })],
    });
    this.tracer = this.provider.getTracer('credence');
  }

  override async span<T>(
    spanned: () => Spanned,
    work: () => Promise<T>,
    endingOf?: (result: T | undefined, error: unknown) => Ending,
  ): Promise<T> {
    const span = this.begin(spanned());
    const end = (result: T | undefined, error: unknown): void => {
      const { attributes, isFailure } = endingOf?.(result, error) ?? { attributes: {}, isFailure: error !== undefined };
      span.setAttributes(attributes);
      if (isFailure) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
    try {
      const result = await this.underWay.run(span, work);
      end(result, undefined);
      return result;
    } catch (error) {
      end(undefined, error ?? new Error('unknown'));
      throw error;
    }
  }

  override async close(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined);
  }

  private begin(spanned: Spanned): Span {
    const { name, kind, correlationId, attributes, key, caller, begunMsAgo = 0 } = spanned;
    const traceId =
      correlationId === undefined ? this.underWay.getStore()?.spanContext().traceId : traceIdOf(correlationId);
    if (traceId === undefined) return this.tracer.startSpan(name, { kind: kinds[kind], attributes }, ROOT_CONTEXT);
    const isOfCaller = caller?.traceId === traceId;
    this.ids.name(traceId, key === undefined ? undefined : spanIdOf(key));
    const span = this.tracer.startSpan(
      name,
      {
        kind: kinds[kind],
        attributes: {
          ...attributes,
          ...(correlationId === undefined ? {} : { 'credence.correlation_id': correlationId }),
        },
        startTime: new Date(Date.now() - begunMsAgo),
        links: caller === undefined || isOfCaller ? [] : [{ context: contextOf(caller.traceId, caller.spanId) }],
      },
      this.parentOf(spanned, traceId),
    );
    this.ids.forget();
    return span;
  }

  private parentOf({ parentKey, caller }: Spanned, traceId: string): Context {
    const parentOf = (spanId: string): Context => trace.setSpanContext(ROOT_CONTEXT, contextOf(traceId, spanId));
    if (parentKey !== undefined) return parentOf(spanIdOf(parentKey));
    if (caller?.traceId === traceId) return parentOf(caller.spanId);
    const here = this.underWay.getStore()?.spanContext();
    return here?.traceId === traceId ? parentOf(here.spanId) : ROOT_CONTEXT;
  }
}

/** Whether a trace is kept follows from its id alone, so that all processes keep the same ones. */
const contextOf = (traceId: string, spanId: string): SpanContext => ({
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
});

const namedService = (): ReturnType<typeof resourceFromAttributes> =>
  resourceFromAttributes({ 'service.name': process.env['OTEL_SERVICE_NAME'] ?? 'credence' });
