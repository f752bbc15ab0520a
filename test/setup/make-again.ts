import { type Made, Rebuild } from '../../src/event-sourcing/rebuild.js';
import type { Projection } from '../../src/event-sourcing/projection.js';
import type { Kernel, KernelNode } from './kernel.js';

export const rebuildOn = ({ dataSource, url }: Kernel, { store, codec, checkpoints }: KernelNode): Rebuild =>
  new Rebuild(store, codec, dataSource, checkpoints, url);

/** Makes read tables again as the command does. */
export async function makeAgain(
  kernel: Kernel,
  projections: readonly Projection[],
  node: KernelNode = kernel,
): Promise<readonly Made[]> {
  const rebuild = rebuildOn(kernel, node);
  return rebuild.run(projections).finally(() => rebuild.close());
}
