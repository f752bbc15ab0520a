import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** An address that stays the same in front of a server that comes and goes, and where connections can be cut in any moment. */
export class Gate {
  private readonly open = new Set<Socket>();
  private isShut = false;

  private constructor(
    private readonly server: Server,
    private readonly host: string,
    /** The port of the server; 0 while there is none. */
    public target: number,
  ) {
    server.on('connection', (socket) => (this.isShut ? socket.destroy() : this.pass(socket)));
  }

  static async open(host = '127.0.0.1', target = 0): Promise<Gate> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Gate(server, host, target);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts about every third connection; at least one where there is any. */
  cut(): number {
    const chosen = [...this.open].filter((_, index) => index === 0 || randomInt(3) === 0);
    for (const socket of chosen) socket.destroy();
    return chosen.length;
  }

  /** Cuts all of them, and lets nobody through for a while. */
  async shut(forMs: number): Promise<void> {
    this.isShut = true;
    this.cutAll();
    await sleep(forMs);
    this.isShut = false;
  }

  async close(): Promise<void> {
    this.cutAll();
    this.server.close();
    await once(this.server, 'close');
  }

  private cutAll(): void {
    for (const socket of this.open) socket.destroy();
  }

  private pass(socket: Socket): void {
    const onward = connect(this.target, this.host);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.setNoDelay(true).on('error', () => undefined);
      one.once('close', () => other.destroy());
      one.pipe(other);
    }
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
  }
}
