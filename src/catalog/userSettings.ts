import type { Settings } from "../settings/settings.ts";
import type { Tree } from "../vocabulary/late.ts";
import { type Contribution, isBlock } from "./configuration.ts";
import type { Context } from "./context.ts";
import { AFTER_UPSTREAM } from "./python/python.ts";

/** Applications whose settings a stack may say. */
export type ConfiguredApplication = keyof Settings["django"];

/** What a stack says by Django's own names. It wins over everything that the catalogue says, and over upstream. */
export const userSettings = (service: ConfiguredApplication, { settings, saidAt }: Context): Contribution[] =>
  Object.entries(settings.django[service]).map(([name, value]) => ({
    source: saidAt(["django", service, name]),
    values: winning(name, value as Tree),
  }));

/** Upstream computes with what it reads, so that it reads a value as well as it is set afterwards. Blocks are joined with its own. */
const winning = (name: string, value: Tree): Contribution["values"] =>
  isBlock(value) ? { [name]: value } : { [name]: value, [AFTER_UPSTREAM]: { [name]: value } };
