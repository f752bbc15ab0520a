/** A server of a log that can be killed, and whose connections can be cut. */
export interface ServerUnderFire {
  /** Where writers and readers find it, also after it was killed. */
  readonly address: string;
  /** Kills it with all that it does, and starts it again. */
  kill(): Promise<void>;
  /** Cuts some of its connections, and tells how many. */
  cut(): Promise<number>;
  stop(): Promise<void>;
}
