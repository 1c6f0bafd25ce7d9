import type { ChartedPods } from "../../vocabulary/charted.ts";
import { bytesOf, millicoresOf } from "../../vocabulary/quantity.ts";
import type { Share } from "../../vocabulary/workload.ts";
import type { Context } from "../context.ts";
import { profilesOf, usualProfile } from "./profiles.ts";

type Size = ChartedPods["resources"];

const size = (cpu: Share, memory: Share): Size => ({ cpu, memory });

/** What is not code of learners. The hub answers slowly while many servers start at once, and is one process. */
export const SIZES = {
  hub: size({ request: "250m", limit: "1" }, { request: "512Mi", limit: "1Gi" }),
  proxy: size({ request: "100m", limit: "500m" }, { request: "128Mi", limit: "512Mi" }),
  scheduler: size({ request: "50m", limit: "500m" }, { request: "128Mi", limit: "512Mi" }),
  puller: size({ request: "10m", limit: "20m" }, { request: "16Mi", limit: "64Mi" }),
} as const;

/** What a quota of a hub begins with, however few seats it has. */
export const AT_LEAST = { cpu: "8", cpuLimit: "16", memory: "16Gi", memoryLimit: "32Gi" } as const;

/** The most of everything that a server may ask for, whichever profile a learner chooses. */
export function largest(context: Context): Size {
  const profiles = [usualProfile(context), ...profilesOf(context)];
  const most = (of: (profile: (typeof profiles)[number]) => string, amountOf: (quantity: string) => number) =>
    profiles.map(of).reduce((one, other) => (amountOf(other) > amountOf(one) ? other : one), "0");
  return size(
    {
      request: most(({ cpu }) => cpu.request, millicoresOf),
      limit: most(({ cpu }) => cpu.limit, millicoresOf),
    },
    {
      request: most(({ memory }) => memory.request, bytesOf),
      limit: most(({ memory }) => memory.limit, bytesOf),
    },
  );
}
