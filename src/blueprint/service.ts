import type { Application } from "../catalog/application.ts";
import type { Configuration } from "../catalog/configuration.ts";
import type { Context } from "../catalog/context.ts";
import { files } from "../vocabulary/content.ts";
import type { Pod } from "../vocabulary/workload.ts";
import type { DjangoService } from "./model.ts";

/** An application of the catalogue as one service of a deployment, with the files that its pods mount. */
export function djangoService(
  application: Application,
  context: Context,
  configuration: Configuration,
): DjangoService {
  const web = application.web(context);
  const jobs = application.jobs(context);
  const contents = Object.entries(application.files(context, configuration));
  const mountedBy = (pods: readonly Pod[], naming: "hashed" | "stable") =>
    contents
      .filter(([name]) =>
        pods.some(({ mounts }) => mounts.some((one) => one.from === "files" && one.files === name)),
      )
      .map(([name, entries]) => files(name, naming, entries, context.versionOf));
  return {
    name: application.name,
    web,
    jobs,
    databases: application.mysql.map(({ name }) => name),
    files: mountedBy([web.pod], "hashed"),
    jobFiles: mountedBy(
      jobs.map(({ pod }) => pod),
      "stable",
    ),
  };
}
