import * as pulumi from "@pulumi/pulumi";
import { compose } from "./blueprint/compose.ts";
import { openProject } from "./blueprint/project.ts";
import { explain } from "./documents/explain.ts";
import { isError } from "./documents/problem.ts";
import { program } from "./program.ts";
import { lint } from "./releases/lint.ts";
import { compareWithEngine } from "./settings/engine.ts";

/** The Pulumi program: reads what people wrote, composes it, and registers the result. */
export default async () => {
  const project = openProject(pulumi.getRootDirectory());
  const { blueprint, loaded, problems } = compose(project, pulumi.getStack());
  const found = [
    ...project.problems,
    ...(project.map ? lint(project.map, project.lock) : []),
    ...problems,
    ...compareWithEngine(loaded, pulumi.runtime.allConfig()),
  ].filter(isError);
  if (blueprint === undefined || found.length > 0) throw new pulumi.RunError(explain(found));
  return program(blueprint);
};
