/** The package has no types of its own. */
declare module "@digitalbazaar/vc-status-list" {
  export class StatusList {
    readonly length: number;
    getStatus(index: number): boolean;
    static decode(list: { readonly encodedList: string }): Promise<StatusList>;
  }
}
