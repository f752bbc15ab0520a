import { Agent, request } from 'node:http';

/** Sends JSON over connections that stay open; throws where the answer is not 201. */
export class Requests {
  private readonly agent: Agent;

  constructor(atOnce: number) {
    this.agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  }

  post(address: string, headers: Readonly<Record<string, string>>, body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request(
        address,
        {
          method: 'POST',
          agent: this.agent,
          headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => (text += chunk));
          answer.on('end', () => {
            if (answer.statusCode === 201) resolve(text);
            else reject(new Error(`${answer.statusCode ?? 0} ${text}`));
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
