import { compose } from "../../blueprint/compose.ts";
import { writeExchange } from "../../render/exchange.ts";
import { standingOf } from "../../upgrade/standing.ts";
import type { Call, Command, ExitCode } from "../command.ts";
import { once } from "../problems.ts";
import { open } from "../project.ts";
import { renderer } from "../rendered.ts";

export const command: Command = {
  name: "resources",
  arguments: { usage: "[stack…]", min: 0, max: Number.POSITIVE_INFINITY },
  hidden: true,
  description: [
    "Prints the resources of stacks as one revision of Arboretum tells them to another.",
    "A stack that does not exist is left out: the other revision may have it.",
  ],
  options: {},
  examples: [{ line: "arboretum resources qa", does: "what `preview --against` asks the other revision" }],
  run: resources,
};

async function resources(call: Call): Promise<ExitCode> {
  const { name, project, problems } = open(call);
  const render = await renderer(name, call.root, "preview");
  const asked = call.arguments.length > 0 ? call.arguments : project.stacks;
  const rendered = [];
  for (const stack of project.stacks.filter((one) => asked.includes(one))) {
    rendered.push(await render(compose(project, stack)));
  }
  const all = once([...problems, ...rendered.flatMap((one) => one.problems)]);
  call.io.out(
    writeExchange({
      renderings: rendered.flatMap(({ rendering }) => rendering ?? []),
      standings: rendered.flatMap(({ composition }) => standingOf(project, composition) ?? []),
      problems: all,
    }),
  );
  return 0;
}
