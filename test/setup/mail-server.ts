import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail server that says what the test has it say. */
export interface TestMailServer {
  readonly url: string;
  /** Addresses that it took mails for. */
  readonly taken: readonly string[];
  /** Answers every recipient with this status and text; undefined takes mails. */
  refuse(status: number | undefined, text?: string): void;
  stop(): Promise<void>;
}

export async function startMailServer(): Promise<TestMailServer> {
  const taken: string[] = [];
  let refusal: Error | undefined;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onRcptTo: ({ address }, _session, answer) => {
      if (refusal !== undefined) return answer(refusal);
      taken.push(address);
      answer();
    },
    onData: (stream, _session, answer) => {
      stream.on('end', () => answer()).resume();
    },
  });
  server.on('error', () => undefined);
  const url = await new Promise<string>((resolve) => {
    const socket = server.listen(0, '127.0.0.1', () =>
      resolve(`smtp://127.0.0.1:${(socket.address() as AddressInfo).port}`),
    );
  });
  return {
    url,
    taken,
    refuse: (responseCode, text = '') => {
      refusal = responseCode === undefined ? undefined : Object.assign(new Error(text), { responseCode });
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
