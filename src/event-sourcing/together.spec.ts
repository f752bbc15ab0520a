import { setImmediate as turn } from 'node:timers/promises';
import { Together } from './together.js';

describe('questions asked together', () => {
  const batches: (readonly number[])[] = [];
  let answer: (() => void)[] = [];
  const doubled = (): Together<number, number> =>
    new Together(async (questions: readonly number[]) => {
      batches.push(questions);
      await new Promise<void>((resolve) => answer.push(resolve));
      if (questions.includes(13)) throw new Error('unlucky');
      return questions.map((question) => question * 2);
    });
  const answerAll = async (): Promise<void> => {
    const waiting = answer;
    answer = [];
    for (const each of waiting) each();
    await turn();
    await turn();
  };
  beforeEach(() => {
    batches.length = 0;
    answer = [];
  });

  it('of one moment go as one, and each gets its own answer', async () => {
    const together = doubled();
    const asked = Promise.all([1, 2, 3].map((question) => together.ask(question)));
    await turn();
    await answerAll();
    await expect(asked).resolves.toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('that come while two batches are under way wait, and join none that was sent', async () => {
    const together = doubled();
    const asked: Promise<number>[] = [];
    for (const question of [1, 2, 3, 4]) {
      asked.push(together.ask(question));
      await turn();
    }
    expect(batches).toEqual([[1], [2]]);
    await answerAll();
    expect(batches).toEqual([[1], [2], [3, 4]]);
    await answerAll();
    await expect(Promise.all(asked)).resolves.toEqual([2, 4, 6, 8]);
  });

  it('that fail do so for those who asked, and the next ones are asked again', async () => {
    const together = doubled();
    const unlucky = Promise.allSettled([together.ask(12), together.ask(13)]);
    await turn();
    await answerAll();
    expect((await unlucky).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const lucky = together.ask(14);
    await turn();
    await answerAll();
    await expect(lucky).resolves.toBe(28);
  });
});
