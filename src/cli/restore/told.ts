import type { DeploymentBlueprint, Service } from "../../blueprint/model.ts";
import type { Dumped } from "../../catalog/backups/servers.ts";

/** What saves and restores, where a deployment has it. */
export const backupsOf = ({ services }: DeploymentBlueprint): Service | undefined =>
  services.find(({ kind }) => kind === "backup");

export const wordsOf = (text: string | undefined): readonly string[] =>
  text?.split(" ").filter((one) => one !== "") ?? [];

/** What the containers of one of the schedules are told, or of all. */
export const environmentsOf = (
  backups: Service | undefined,
  schedule?: string,
): readonly Readonly<Record<string, string>>[] =>
  (backups?.schedules ?? [])
    .filter(({ name }) => schedule === undefined || name === schedule)
    .flatMap(({ pod: { initial = [], environment } }) => [
      ...initial.map((one) => one.environment ?? {}),
      environment,
    ]);

/** What a restore is told of one server. Nothing: the deployment has none that is saved. */
export const serverIn = (
  backups: Service | undefined,
  store: Dumped,
): Readonly<Record<string, string>> | undefined =>
  environmentsOf(backups, "restore").find((one) => `${store.toUpperCase()}_HOST` in one);
