interface Asked<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (reason: unknown) => void;
}

/** While one waits for the database the next is made ready; more would only make each of them smaller. */
const MOST_UNDER_WAY = 2;
const MOST_TOGETHER = 128;

/**
 * Questions that come while others are under way wait, and go together as one. None is added to what was already sent, so an answer
 * knows everything that was there when its question was asked.
 */
export class Together<Q, A> {
  private waiting: Asked<Q, A>[] = [];
  private underWay = 0;
  private begins = false;

  /** @param askAll gives an answer for each question, in their order */
  constructor(private readonly askAll: (questions: readonly Q[]) => Promise<readonly A[]>) {}

  ask(question: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      this.beginSoon();
    });
  }

  /** After everything that runs now, so that those who were answered together go on together. */
  private beginSoon(): void {
    if (this.begins || this.waiting.length === 0 || this.underWay >= MOST_UNDER_WAY) return;
    this.begins = true;
    setImmediate(() => {
      this.begins = false;
      void this.send(this.waiting.splice(0, MOST_TOGETHER));
      this.beginSoon();
    });
  }

  private async send(asked: readonly Asked<Q, A>[]): Promise<void> {
    this.underWay += 1;
    try {
      const answers = await this.askAll(asked.map(({ question }) => question));
      asked.forEach(({ resolve }, index) => resolve(answers[index] as A));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    } finally {
      this.underWay -= 1;
      this.beginSoon();
    }
  }
}
