import { binaries } from "../../sandbox/binaries.ts";

/** Builds the control plane before two files start one at the same time. */
export default async function built(): Promise<void> {
  await binaries({ environment: process.env, say: (doing) => process.stderr.write(`${doing} …\n`) });
}
