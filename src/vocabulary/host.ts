/** A public name, and what answers there. */
export interface Host {
  readonly name: string;
  readonly host: string;
  readonly component: string;
}
