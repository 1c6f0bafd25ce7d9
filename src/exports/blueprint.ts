// What `arboretum/blueprint` offers: a stack as plain data, from a project's files or from a program.
export { type Composition, compose } from "../blueprint/compose.ts";
export { deploymentBlueprint, type GivenDeployment, platformBlueprint } from "../blueprint/given.ts";
export { type Group, groupOf } from "../blueprint/group.ts";
export type * from "../blueprint/model.ts";
export { openProject, type Project } from "../blueprint/project.ts";
export { explain } from "../documents/explain.ts";
export { isError, type Place, type Problem } from "../documents/problem.ts";
