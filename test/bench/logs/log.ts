/** A log of facts, as somebody made it; each has a database of its own. */
export interface Log {
  readonly name: string;
  /** One fact, the first of a stream, stored for good. */
  appendFirst(stream: string): Promise<void>;
  /** One fact behind the last one of a stream that holds `count`. */
  appendNext(stream: string, count: number): Promise<void>;
  /** How many facts of a stream were read, with their content as objects or texts, as this log gives it. */
  read(stream: string): Promise<number>;
  /** How many facts are stored. */
  count(): Promise<number>;
  close(): Promise<void>;
}
