import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as SocketServer, type Socket } from 'node:net';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { type EventLog } from './event-log.js';
import { type Faults } from './faults.js';
import { type Member, type Serving } from './protocol/serving.js';
import { grpcServer } from './protocol/services.js';

export const HOST = '127.0.0.1';

export interface NodeOptions {
  readonly faults: Faults;
  readonly commitTimeout: number;
  readonly members: () => readonly Member[];
  readonly isLeader: () => boolean;
}

/** One address of the server. It holds its sockets itself, so that connections can be reset as a killed process does. */
export class Node {
  port = 0;
  private readonly sockets = new Map<string, Socket>();
  private listener: SocketServer | null = null;
  private server: Server | null = null;

  constructor(private readonly options: NodeOptions) {}

  get isUp(): boolean {
    return this.listener !== null;
  }

  async listen(port: number, log: EventLog): Promise<void> {
    const serving: Serving = { ...this.options, log, cut: (peer) => this.sockets.get(peer)?.resetAndDestroy() };
    const server = grpcServer(serving);
    const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
    const listener = createServer({ noDelay: true }, (socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      this.sockets.set(peer, socket);
      socket.on('close', () => this.sockets.delete(peer));
      injector.injectConnection(socket);
    });
    listener.listen(port, HOST);
    await once(listener, 'listening');
    this.port = (listener.address() as AddressInfo).port;
    this.listener = listener;
    this.server = server;
  }

  resetConnections(): void {
    for (const socket of this.sockets.values()) socket.resetAndDestroy();
  }

  /** Nobody gets an answer any more. */
  async close(): Promise<void> {
    const { listener, server } = this;
    if (listener === null) return;
    this.listener = this.server = null;
    const closed = once(listener, 'close');
    listener.close();
    this.resetConnections();
    server?.forceShutdown();
    await closed;
  }
}
