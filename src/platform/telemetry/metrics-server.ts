import { createServer, type Server } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Settings } from '../settings.js';
import { WORKS } from '../work.js';
import { mayScrape } from './scraping.js';
import { StandingMetrics } from './standing-metrics.js';

/** A worker has no routes: where a port is set, its metrics are served there, and nothing else. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    @Inject(WORKS) private readonly works: boolean,
    private readonly settings: Settings,
    private readonly metrics: StandingMetrics,
    private readonly http: HttpAdapterHost,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { metricsPort, host } = this.settings;
    const hasRoutes = (this.http.httpAdapter as unknown) != null;
    if (metricsPort === undefined || hasRoutes || !this.works) return;
    const server = createServer((request, response) => {
      const may = request.url === '/metrics' ? mayScrape(this.settings, request.headers.authorization) : 'closed';
      if (may !== 'yes') return void response.writeHead(may === 'no' ? 401 : 404).end();
      this.metrics.text().then(
        (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
        () => response.writeHead(503).end(),
      );
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(metricsPort, host, resolve);
    });
  }

  /** Where it listens; undefined where it does not. */
  get address(): string | undefined {
    const address = this.server?.address();
    return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : undefined;
  }

  onApplicationShutdown(): void {
    this.server?.close().closeAllConnections();
  }
}
