import { compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { renderer } from "../../src/cli/rendered.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import type { Ground } from "./ground.ts";

/** What the embedded engine makes of a stack, as the project stands on the ground now. */
export async function rendered({ deployer }: Ground, stack: string): Promise<Rendering> {
  const { folder, project } = deployer.copy;
  const draw = await renderer(project, folder, "preview");
  const { rendering, problems } = await draw(compose(openProject(folder), stack));
  if (rendering === undefined || problems.length > 0) {
    throw new Error(`${stack} does not render: ${JSON.stringify(problems)}`);
  }
  return rendering;
}
