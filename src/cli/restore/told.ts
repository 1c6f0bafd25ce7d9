import type { DeploymentBlueprint, Service } from "../../blueprint/model.ts";

/** What saves and restores, where a deployment has it. */
export const backupsOf = ({ services }: DeploymentBlueprint): Service | undefined =>
  services.find(({ kind }) => kind === "backup");

export const wordsOf = (text: string | undefined): readonly string[] =>
  text?.split(" ").filter((one) => one !== "") ?? [];

/** What the containers of one of the schedules are told. */
export const environmentsOf = (
  backups: Service | undefined,
  schedule: string,
): readonly Readonly<Record<string, string>>[] =>
  (backups?.schedules ?? [])
    .filter(({ name }) => name === schedule)
    .flatMap(({ pod: { initial = [], environment } }) => [
      ...initial.map((one) => one.environment ?? {}),
      environment,
    ]);
