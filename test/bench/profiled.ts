import { Profiler } from './profile.js';

/* Loaded before a program: takes its profile when the parent asks. */

const profiler = new Profiler();

process.on('message', (order) => {
  if (order === 'start') void profiler.start().then(() => process.send?.('started'));
  if (order === 'stop') void profiler.stop().then((times) => process.send?.(times));
});
// It must not keep the program from ending.
process.channel?.unref();
