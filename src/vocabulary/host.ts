/** A public name, and what answers there. */
export interface Host {
  readonly name: string;
  readonly host: string;
  readonly component: string;
  /** Which paths of the host: `/static/*`. Default: whatever nobody else has. */
  readonly paths?: readonly string[];
  /** Cookie by which a gateway sends somebody to the same pod again. Absent: any pod will do. */
  readonly stickTo?: string;
}
