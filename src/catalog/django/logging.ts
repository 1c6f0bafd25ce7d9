import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import { LOG_FORMAT } from "../python/python.ts";

/** How the lines of the log are written. Where they go is settled: to standard output, for there is no syslog. */
export const logging = ({ settings }: Context): Contribution => ({
  source: "catalog: logging",
  values: { [LOG_FORMAT]: settings.logging.format },
});
