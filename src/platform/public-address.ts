/** Where people reach the product: links in messages begin with it. Known for certain once the server listens. */
export class PublicAddress {
  constructor(public url: string) {}
}
