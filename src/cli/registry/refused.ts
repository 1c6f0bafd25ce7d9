/** A registry has not told what it was asked. The message says where and what, the remedy what to do. */
export class RegistryRefusal extends Error {
  override readonly name = "RegistryRefusal";
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
