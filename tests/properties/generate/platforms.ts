import { offers } from "../../../src/settings/sections/offers.ts";
import { PLATFORM, PLATFORM_WITH_GATEWAY } from "../../house.ts";

const server = (host: string) =>
  `{ host: ${host}.example.edu, egress: [10.1.2.0/24], administrator: { user: admin, password: { secure: "v1:abc" } } }`;

const everything = [
  `  arboretum:offers: { ${Object.keys(offers.shape)
    .map((part) => `${part}: existing`)
    .join(", ")} }`,
  `  arboretum:sharedStores: { mysql: ${server("mysql")}, mongodb: ${server("mongodb")}, cache: ${server("redis")}, broker: ${server("rabbitmq")} }`,
  "",
].join("\n");

/** The clusters that generated stacks stand on. */
export const PLATFORMS = {
  gateway: PLATFORM_WITH_GATEWAY,
  everything: PLATFORM + everything,
} as const;
export type PlatformName = keyof typeof PLATFORMS;
