import type { Command } from './command.js';
import type { Outcome } from './decisions.js';
import type { Fact, Recorded } from './event.js';

/** Told of what the kernel does, around it: for metrics and traces. What it makes of that never changes an outcome. */
export abstract class Observer {
  abstract command<O extends Outcome>(command: Command, work: () => Promise<O>): Promise<O>;
  abstract reaction(name: string, fact: Recorded<Fact>, work: () => Promise<void>): Promise<void>;
}

export const unobserved: Observer = {
  command: (_command, work) => work(),
  reaction: (_name, _fact, work) => work(),
};
