import type { Power } from './event.js';

/** Who sends a command, under which power, and how the same command is recognised when it comes again. */
export interface Caller {
  readonly actorId: string;
  readonly power: Power;
  readonly commandId: string;
  readonly requestHash: string;
  readonly correlationId: string;
  readonly causationId?: string;
  /** The revision of the stream that the caller has seen; absent where the command is no decision on what was seen. */
  readonly ifMatch?: number;
}

export interface Command<T extends string = string, D = unknown> {
  readonly type: T;
  readonly data: D;
  readonly caller: Caller;
}

/** A command as a decider gets it: with the time and the context of other streams. */
export type Ready<C extends Command, Context> = C & { readonly now: Date; readonly context: Context };

/** `class CloseFile extends command('CloseFile')<{ fileId: string }> {}` */
// The class is generic in its data, so its type has to be inferred.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export const command = <T extends string>(type: T) =>
  class<D> implements Command<T, D> {
    readonly type = type;
    constructor(
      readonly data: D,
      readonly caller: Caller,
    ) {}
  };
