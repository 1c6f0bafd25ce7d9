import type { StoreVersion } from "../../releases/release.ts";

/**
 * Servers that no release is published with, and that speak the protocol of one that is. Versions as their own charts name them:
 * valkey.io/valkey-helm 0.11.0.
 */
export const standIns: Readonly<Record<string, StoreVersion>> = {
  valkey: { image: "docker.io/valkey/valkey:9.1.1", version: "9.1.1" },
};
