import { judgeCredential, readCredential, signCredential } from '../../src/credentials/code/credential-code.js';
import { exampleClaims, exampleKey } from '../vectors/credentials/credential-examples.js';
import type { Options } from './options.js';
import { mediansOf, type Report } from './report.js';
import { perSecond, takeRounds } from './rounds.js';

const SOME = 50;

/** Verdicts on the codes of badges without a network: base45, signature, claims and dates. */
export async function gate(options: Options): Promise<Report> {
  const { privateKey, publicKey } = exampleKey;
  const code = signCredential(exampleClaims, { keyId: publicKey.kid, privateKey });
  const at = new Date(exampleClaims.validFrom);
  const some = async (): Promise<void> => {
    for (let count = 0; count < SOME; count += 1) {
      const verdict = judgeCredential(readCredential(code, [publicKey]), at);
      if (verdict !== 'valid') throw new Error(`The example is ${verdict}.`);
    }
  };
  const work = async (windowMs: number): Promise<number> => SOME * (await perSecond(1, windowMs, some));
  const figures = await takeRounds([{ name: 'credence', work }], options);
  return { json: mediansOf(figures), comparisons: [{ title: 'gate: verdicts on credential codes, offline', figures }] };
}
