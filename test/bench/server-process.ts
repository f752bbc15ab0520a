import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SelfTime } from './profile.js';

const root = join(__dirname, '../..');

/** A compiled program in a process of its own. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** What it said when it was ready. */
    readonly said: string,
  ) {}

  /** @param script below `dist` @param says what it prints when it is ready */
  static async start(
    script: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    says: RegExp,
  ): Promise<ServerProcess> {
    const profiled = ['--require', join(__dirname, 'profiled.js')];
    const child = spawn(process.execPath, [...profiled, join(root, script), ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const said = await new Promise<string>((resolve, reject) => {
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = says.exec(output);
        if (found !== null) resolve(found[1] ?? found[0]);
      });
      child.once('exit', () => reject(new Error(`${script} ended:\n${output}`)));
    });
    return new ServerProcess(child, said);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  /** Where its time goes while it serves `work`. */
  async profile(work: () => Promise<unknown>): Promise<readonly SelfTime[]> {
    this.child.send('start');
    await once(this.child, 'message');
    await work();
    this.child.send('stop');
    const [times] = (await once(this.child, 'message')) as [readonly SelfTime[]];
    return times;
  }
}
