import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
}

/** A mail server that takes or refuses as it is told. */
export interface TestMailServer {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** Codes with which recipients are refused: 550 for good, 451 for now. */
  readonly refused: Map<string, number>;
  /** Answers every recipient with this status and text; undefined takes mails again. */
  refuse(status: number | undefined, text?: string): void;
  /** Answers every sender with this status; undefined takes mails again. */
  refuseSender(status: number | undefined): void;
  stop(): Promise<void>;
}

export async function startMailServer(): Promise<TestMailServer> {
  const received: ReceivedMail[] = [];
  const refused = new Map<string, number>();
  let refusal: Error | undefined;
  let senderRefusal: Error | undefined;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onMailFrom: (_address, _session, answer) => answer(senderRefusal),
    onRcptTo: ({ address }, _session, answer) => {
      if (refusal !== undefined) return answer(refusal);
      const responseCode = refused.get(address);
      answer(responseCode === undefined ? null : Object.assign(new Error('Refused'), { responseCode }));
    },
    onData: (stream, { envelope }, answer) => {
      void read(stream).then((raw) => {
        const { mailFrom, rcptTo } = envelope;
        received.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo[0]?.address ?? '', raw });
        answer();
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    received,
    refused,
    refuse: (responseCode, text = '') => {
      refusal = responseCode === undefined ? undefined : Object.assign(new Error(text), { responseCode });
    },
    refuseSender: (responseCode) => {
      senderRefusal = responseCode === undefined ? undefined : Object.assign(new Error('Refused'), { responseCode });
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function read(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
