import type { Tree } from "../vocabulary/late.ts";
import type { Contribution } from "./configuration.ts";
import type { Context } from "./context.ts";

/** What a stack says by Django's own names. It wins over everything that the catalogue says. */
export const userSettings = (service: "lms", { settings, saidAt }: Context): Contribution[] =>
  Object.entries(settings.django[service]).map(([name, value]) => ({
    source: saidAt(["django", service, name]),
    values: { [name]: value as Tree },
  }));
