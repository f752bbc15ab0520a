import { type ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { type RecordedEvent } from '../records.js';

export interface Filter {
  readonly matches: (event: RecordedEvent) => boolean;
  /** How many events are examined before the reader is told how far that went. */
  readonly window: number;
  readonly checkpointEvery: number;
}

/** How many events the server takes from its log at once. */
export const PAGE = 32;

/** @throws SyntaxError for a pattern that is none */
export function readFilter(options: ReadReq.Options): Filter | null {
  const filter = options.getFilter();
  if (filter === undefined) return null;
  const window = filter.hasMax() ? filter.getMax() : PAGE;
  const onStream = filter.getStreamIdentifier();
  const expression = onStream ?? filter.getEventType();
  const prefixes = expression?.getPrefixList() ?? [];
  const pattern = expression?.getRegex() ? new RegExp(expression.getRegex(), 'u') : null;
  return {
    matches: (event) => {
      const text = onStream === undefined ? event.type : event.stream;
      return pattern?.test(text) ?? prefixes.some((prefix) => text.startsWith(prefix));
    },
    window,
    checkpointEvery: window * filter.getCheckpointintervalmultiplier(),
  };
}
