/** Where people reach the product: links in messages begin with it. It is known once the server listens. */
export class PublicAddress {
  readonly url: Promise<string>;
  private tell: (url: string) => void = () => undefined;

  constructor(known?: string) {
    this.url = new Promise((resolve) => (this.tell = resolve));
    if (known !== undefined) this.tell(known);
  }

  announce(url: string): void {
    this.tell(url);
  }
}
