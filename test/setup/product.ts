import { transformFile } from '@swc/core';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';

const root = join(__dirname, '../..');

/** The product as processes of its own run it: compiled into a folder of the test run, templates and all; with `test`, its tools too. */
export async function compileProduct(folder: string, ...more: readonly 'test'[]): Promise<string> {
  for (const part of ['src', 'migrations', ...more]) {
    for (const entry of await readdir(join(root, part), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile() && !/\.spec\.ts$|\.d\.ts$/u.test(file)) await place(file, join(folder, relative(root, file)));
    }
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

async function place(file: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  if (extname(file) !== '.ts') return copyFile(file, target);
  const { code } = await transformFile(file, {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
  });
  await writeFile(target.replace(/ts$/u, 'js'), code);
}

/** A process of the product; `kill` is as hard as a power cut. */
export class ProductProcess {
  private output = '';
  private readonly exited: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    const keep = (chunk: Buffer): void => void (this.output = (this.output + chunk.toString()).slice(-8_000));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.exited = once(child, 'exit');
  }

  /** @param program a compiled file, of the product or of a tool of the tests @param says what it prints when it is ready */
  static async start(
    product: string,
    program: 'src/main' | 'src/worker' | `test/${string}`,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    says: RegExp,
  ): Promise<{ readonly process: ProductProcess; readonly said: string }> {
    const child = spawn(process.execPath, [join(product, `${program}.js`), ...args], {
      cwd: product,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new ProductProcess(child);
    return { process: started, said: await started.untilSaid(says) };
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    if (this.isRunning) await this.exited;
  }

  /** As an operator stops it. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.isRunning) await this.exited;
  }

  private untilSaid(says: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const said = says.exec(this.output);
        if (said !== null) resolve(said[1] ?? said[0]);
      };
      this.child.stdout?.on('data', look);
      this.child.once('exit', () => reject(new Error(`The process ended:\n${this.output}`)));
      look();
    });
  }
}
