import { createHmac } from "node:crypto";
import { compose } from "../../blueprint/compose.ts";
import { sharedOf } from "../../blueprint/project.ts";
import { searchKeyUid } from "../../catalog/stores/shared.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { existing, open } from "../project.ts";
import { refuse } from "../refusal.ts";
import { complaint, said, useTool } from "../tool.ts";

export const command: Command = {
  name: "search-key",
  arguments: { usage: "<stack>", min: 1, max: 1 },
  description: [
    "Prints the key of a deployment on a Meilisearch of many, which is computed from the master key.",
    "It asks Pulumi for the master key, which the platform's stack has, so that no stack of a deployment needs it.",
  ],
  options: {},
  examples: [
    {
      line: "arboretum search-key qa | pulumi config set --path --secret arboretum:stores.search.key --stack qa",
      does: "no terminal and no list of processes shows it",
    },
  ],
  run: searchKey,
};

async function searchKey(call: Call): Promise<ExitCode> {
  const { project, problems } = open(call);
  const {
    loaded,
    resolution,
    problems: ofStack,
  } = compose(project, existing(project, call.arguments[0] ?? ""));
  const settings = loaded.kind === "deployment" ? loaded.settings : undefined;
  if (settings === undefined || resolution === undefined) return refuse(call, [...problems, ...ofStack]);
  const { search } = settings.stores;
  if (search.driver !== "shared") {
    call.io.err(
      "This stack has a search server of its own, or of somebody else: arboretum:stores.search.driver is not shared.\n",
    );
    return 1;
  }
  // Where nobody shares one, the stack has been told so, and what to write.
  if (sharedOf(project, settings).search === undefined) return refuse(call, [...problems, ...ofStack]);
  const { platform } = settings.cluster;
  const answer = await useTool(call.io, {
    name: "pulumi",
    arguments: [
      "config",
      "get",
      "--path",
      "arboretum:sharedStores.search.administrator.password",
      "--stack",
      platform,
    ],
    cwd: call.root,
  });
  const master = said(answer)?.replace(/\n$/, "");
  if (!master) {
    call.io.err(`Pulumi has not told the master key of ${platform}: ${complaint(answer)}.\n`);
    return 1;
  }
  call.io.out(
    `${createHmac("sha256", master).update(searchKeyUid(resolution, search.generation)).digest("hex")}\n`,
  );
  return 0;
}
