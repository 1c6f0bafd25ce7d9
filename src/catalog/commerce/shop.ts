import type { Ecommerce } from "../../settings/sections/ecommerce.ts";
import type { Apart } from "../application.ts";
import type { Context } from "../context.ts";

export const SHOP = "ecommerce";
export const WORKER = "ecommerce-worker";

/** Everything that has to do with payments lives by itself, so that nobody shares its secrets or its way to the gateways. */
export const APART: Apart = { suffix: SHOP, trust: "restricted" };

/** Whose shop it is. */
export const PARTNER = "openedx";

/** Of a shop that nobody has said anything of, which is refused. */
const UNSAID: Ecommerce = { currency: "USD", gateways: [], files: "pod" };

export const shopOf = ({ settings }: Context): Ecommerce => settings.ecommerce ?? UNSAID;

/** The platform has the first two databases of the broker. What is taken from a queue is kept beside it, under one name for all. */
export const BROKER_DATABASE = 2;

/** Whether its files lie in a bucket. */
export const hasBucket = ({ ecommerce }: Context["settings"]): boolean => ecommerce?.files === "bucket";
