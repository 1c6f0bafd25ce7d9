import type { Composition } from "../blueprint/compose.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import type { Change } from "../render/change.ts";
import { heldData, LOGGED_IN } from "../render/replacement.ts";
import { kindOf } from "../vocabulary/resourceType.ts";
import { goneProblems } from "./gone.ts";
import type { StackChanges } from "./stackChanges.ts";

/**
 * What of the changes of some stacks nobody gets back: data that is replaced or deleted, and data that is left behind while something
 * empty takes its place, which is what another driver of a store does, or while nothing does, which is what a stack does that is gone.
 */
export const lossProblems = (
  stacks: readonly StackChanges[],
  compositions: readonly Composition[],
): readonly Problem[] =>
  stacks.flatMap(({ stack, changes }) => {
    const composition = compositions.find((one) => one.stack === stack);
    if (composition === undefined) return goneProblems({ stack, changes }, stacks);
    const carried = carriedOver(composition);
    return changes.flatMap((change) => lossOf(change, carried)).map((problem) => ({ ...problem, stack }));
  });

/** The stores whose data somebody says to have brought to where they are now. */
export function carriedOver({ loaded }: Composition): readonly string[] {
  return loaded.kind === "deployment" ? (loaded.settings?.change.carriedOver ?? []) : [];
}

function lossOf(change: Change, carried: readonly string[]): readonly Problem[] {
  const { verdict, name, holdsData, refused, reasons } = change;
  const what = `${kindOf(change)} ${name}`;
  if (verdict === "replace" && holdsData === LOGGED_IN) {
    return [
      warning("sessions-forgotten", { message: `${what} would be replaced: everybody logs in again.` }),
    ];
  }
  const why = [...reasons, ...(refused ? [refused] : [])].join(" ");
  if (verdict === "replace" && holdsData !== undefined) {
    return [
      error("data-replaced", {
        message: `${what} would be replaced, and ${holdsData}. ${why}`.trimEnd(),
        remedy: "Leave what cannot change as it is. What may grow, grows in place.",
      }),
    ];
  }
  if (verdict === "delete" && refused !== undefined) {
    return [
      error("data-deleted", {
        message: `${what} would be deleted. ${why}`,
        remedy: "Leave it in the program, or let it go on purpose first: docs/stores.md says how.",
      }),
    ];
  }
  if (verdict === "delete" && holdsData !== undefined) {
    return [warning("data-deleted", { message: `${what} is deleted, and ${holdsData}.` })];
  }
  if (refused !== undefined) {
    return [
      error("change-refused", {
        message: `The update would stop at ${what}. ${why}`,
        remedy: "Write what was there before.",
      }),
    ];
  }
  if (verdict !== "keep" || !isData(change)) return [];
  if (carried.some((store) => belongsTo(change, store))) return [];
  return [
    error("data-left-behind", {
      message: `${what} leaves the program with all that it holds, and what takes its place is empty.`,
      remedy:
        "Carry the data over as docs/stores.md says, and name the store in arboretum:change.carriedOver. Or go back to the driver before.",
    }),
  ];
}

/** Whether it is a server or a disk. Secrets and namespaces that stay are told by others. */
const isData = (change: Change): boolean =>
  heldData({ type: change.type, options: NOTHING_SAID }) !== undefined &&
  !["Namespace", "CustomResourceDefinition"].includes(kindOf(change));

const NOTHING_SAID = { protect: false, retainOnDelete: false } as Parameters<typeof heldData>[0]["options"];

/** A server of another make than the usual one is a component of its own: `broker-rabbitmq`. What is at Amazon has no label. */
function belongsTo({ component, name }: Change, store: string): boolean {
  if (component !== undefined) return component === store || component.startsWith(`${store}-`);
  return name.endsWith(`-${store}`) || name.includes(`-${store}-`);
}
