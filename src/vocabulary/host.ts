/** A public name, and what answers there. */
export interface Host {
  readonly name: string;
  readonly host: string;
  readonly component: string;
  /** Which paths of the host: `/static/*`. Default: whatever nobody else has. */
  readonly paths?: readonly string[];
}
