import type { Web } from "../../vocabulary/workload.ts";
import type { ApplicationContext } from "../context.ts";
import { uwsgiExporter } from "../monitoring/exporters/uwsgi.ts";
import { openedxImage, WEB_PORT } from "../openedxImage.ts";
import { resourcesOf, scaled, sizeOf } from "../scale.ts";
import { graceOf } from "../uwsgi.ts";
import { environment, sharingMounts, uwsgiMount } from "./pods.ts";
import { archived } from "./tracking.ts";
import { VARIANTS, type Variant } from "./variant.ts";

/** Seconds until no gateway sends requests to a pod that is about to go. */
const DRAIN = 15;

/** The processes that answer learners, or authors. */
export function web(variant: Variant, context: ApplicationContext): Web {
  const { settings, release, image } = context;
  const size = sizeOf(variant, settings.scale);
  const heartbeat = {
    by: "http",
    path: "/heartbeat",
    host: settings.edge[VARIANTS[variant].host],
  } as const;
  return {
    name: variant,
    ...scaled(size),
    processes: size.processes,
    pod: archived(variant, context, {
      initial: uwsgiExporter(context),
      image,
      command: release.dialect.uwsgi.command,
      environment: environment(variant, context),
      user: openedxImage.user,
      port: { name: "http", number: WEB_PORT },
      probes: {
        // On a busy node the imports of Django alone take minutes.
        startup: { ...heartbeat, seconds: 300 },
        readiness: heartbeat,
        // The heartbeat fails when a store is down or every process is busy: neither is mended by a restart.
        liveness: { by: "tcp" },
      },
      resources: resourcesOf(size),
      mounts: [...sharingMounts(variant, context), uwsgiMount(variant, context)],
      grace: graceOf(variant, DRAIN),
      drain: DRAIN,
    }),
  };
}
