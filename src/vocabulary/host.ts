/** A public name, and what answers there. */
export interface Host {
  readonly name: string;
  readonly host: string;
  readonly component: string;
  /** Which paths of the host: `/static/*`. Default: whatever nobody else has. */
  readonly paths?: readonly string[];
  /** Cookie by which a gateway sends somebody to the same pod again. Absent: any pod will do. */
  readonly stickTo?: string;
  /** Largest request. `any`: files of any size. Default: what the settings say of everything else. */
  readonly upload?: string;
  /** What stays open for as long as it takes: a WebSocket, a file of any size. */
  readonly lasting?: true;
  /** Pages of its own: nobody may show them in theirs, and browsers are told what they may load. Default: yes. */
  readonly pages?: false;
}
