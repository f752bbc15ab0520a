import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gate } from '../setup/gate.js';
import { ProductProcess } from '../setup/product.js';
import type { ServerUnderFire } from './server-under-fire.js';

/** The protocol server of the tests, as a process of its own, behind a gate. */
export class OwnEventStoreDb implements ServerUnderFire {
  private running: ProductProcess | undefined;

  private constructor(
    private readonly product: string,
    private readonly data: string,
    private readonly gate: Gate,
  ) {}

  /** @param product where it was compiled to, with the tools of the tests */
  static async open(product: string): Promise<OwnEventStoreDb> {
    const data = await mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'eventstoredb-'));
    const server = new OwnEventStoreDb(product, data, await Gate.open());
    await server.start().catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    return server;
  }

  get address(): string {
    return `esdb://127.0.0.1:${this.gate.port}?tls=false`;
  }

  async kill(): Promise<void> {
    await this.running?.kill();
    await this.start();
  }

  cut(): Promise<number> {
    return Promise.resolve(this.gate.cut());
  }

  async stop(): Promise<void> {
    await this.gate.close();
    await this.running?.kill();
  }

  private async start(): Promise<void> {
    const args = ['--port', '0', '--data', this.data];
    const started = await ProductProcess.start(this.product, 'test/eventstoredb/main', args, {}, /:(\d+)\?tls=false/u);
    this.running = started.process;
    this.gate.target = Number(started.said);
  }
}
