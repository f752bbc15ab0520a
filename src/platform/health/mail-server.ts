import { once } from 'node:events';
import { connect } from 'node:net';
import { within } from '../within.js';

const REMEMBERED_MS = 10_000;

/** Whether the mail server takes connections; asked at most every ten seconds. */
export class MailServer {
  private asked = -Infinity;
  private answer: Promise<boolean> = Promise.resolve(false);

  constructor(private readonly smtpUrl: string) {}

  isReachable(): Promise<boolean> {
    if (performance.now() - this.asked < REMEMBERED_MS) return this.answer;
    this.asked = performance.now();
    this.answer = this.connects();
    return this.answer;
  }

  private async connects(): Promise<boolean> {
    const { hostname, port, protocol } = new URL(this.smtpUrl);
    const socket = connect({ host: hostname, port: Number(port) || (protocol === 'smtps:' ? 465 : 25) });
    try {
      await within(2_000, once(socket, 'connect'), 'The mail server does not answer.');
      return true;
    } catch {
      return false;
    } finally {
      socket.on('error', () => undefined).destroy();
    }
  }
}
