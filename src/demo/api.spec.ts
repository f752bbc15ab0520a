import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api } from './api.js';

/** Answers with these, one after the other. */
async function withServer(
  answers: readonly { readonly status: number; readonly retryAfter?: string }[],
  test: (api: Api, requests: readonly IncomingMessage[]) => Promise<void>,
): Promise<void> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const { status, retryAfter } = answers[requests.length] ?? { status: 500 };
    requests.push(request);
    request.resume();
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await test(new Api(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, []), requests);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a person whom the product asks to come again', () => {
  it('comes again with the same file under the same key', () =>
    withServer([{ status: 429, retryAfter: '0' }, { status: 201 }], async (api, requests) => {
      const { status } = await api.upload(null, '/files/1/photo', Buffer.from('photo'), 'image/jpeg');
      expect(status).toBe(201);
      const keys = requests.map(({ headers }) => headers['idempotency-key']);
      expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
      expect(api.refusals).toEqual([]);
    }));

  it('takes a refusal for one', () =>
    withServer([{ status: 409 }], async (api, requests) => {
      await expect(api.post(null, '/files')).rejects.toThrow('409');
      expect([requests.length, api.refusals.length]).toEqual([1, 1]);
    }));

  it('gives up after the sixth time', () =>
    withServer(
      Array<{ status: number; retryAfter: string }>(9).fill({ status: 503, retryAfter: '0' }),
      async (api, requests) => {
        await expect(api.get(null, '/files')).rejects.toThrow('503');
        expect(requests).toHaveLength(6);
      },
    ));
});
