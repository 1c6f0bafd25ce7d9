import { offers } from "../../../src/settings/sections/offers.ts";
import { PLATFORM_WITH_GATEWAY } from "../../house.ts";
import { SHARES } from "../../neighbours.ts";

const EVERYTHING = Object.keys(offers.shape).map((part) => `${part}: existing`);

/** The clusters that generated stacks stand on. */
export const PLATFORMS = {
  gateway: PLATFORM_WITH_GATEWAY,
  everything: `${SHARES}  arboretum:offers: { ${EVERYTHING.join(", ")} }\n`,
} as const;
export type PlatformName = keyof typeof PLATFORMS;
