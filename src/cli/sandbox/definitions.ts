import { type Definitions, definitionsIn, definitionsOf } from "../../../sandbox/definitions.ts";
import { customKinds } from "../../components/custom/kinds.ts";

/** Definitions of the kinds of operators: the real ones where `ARBORETUM_CRDS` names a folder that has them, else those of our own schemas. */
export function definitionsFor({ ARBORETUM_CRDS: folder = "" }: NodeJS.ProcessEnv): Definitions {
  const own = definitionsOf(Object.values(customKinds));
  return folder === "" ? own : new Map([...own, ...definitionsIn(folder)]);
}
