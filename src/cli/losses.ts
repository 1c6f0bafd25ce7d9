import type { Composition } from "../blueprint/compose.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import type { Change } from "../render/change.ts";
import { heldData } from "../render/replacement.ts";
import type { StackChanges } from "./comparison.ts";

/**
 * What of the changes of some stacks nobody gets back: data that is replaced or deleted, and data that is left behind while something
 * empty takes its place, which is what another driver of a store does.
 */
export const lossProblems = (
  stacks: readonly StackChanges[],
  compositions: readonly Composition[],
): readonly Problem[] =>
  stacks.flatMap(({ stack, changes }) => {
    const composition = compositions.find((one) => one.stack === stack);
    // A stack that is gone as a whole has nothing that would take the place of anything.
    if (composition === undefined) return [];
    const carried = carriedOver(composition);
    return [...changes.flatMap((change) => lossOf(change, carried)), ...beginnings(changes, carried)].map(
      (problem) => ({ ...problem, stack }),
    );
  });

function carriedOver({ loaded }: Composition): readonly string[] {
  return loaded.kind === "deployment" ? (loaded.settings?.change.carriedOver ?? []) : [];
}

function lossOf(change: Change, carried: readonly string[]): readonly Problem[] {
  const { verdict, name, holdsData, refused, reasons } = change;
  const what = `${kindOf(change)} ${name}`;
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
  if (verdict !== "keep" || !isData(change)) return [];
  if (carried.some((store) => belongsTo(name, store))) return [];
  return [
    error("data-left-behind", {
      message: `${what} leaves the program with all that it holds, and what takes its place is empty.`,
      remedy:
        "Carry the data over as docs/stores.md says, and name the store in arboretum:change.carriedOver. Or go back to the driver before.",
    }),
  ];
}

/** Stores that every deployment has from its first day, and whose content nobody makes again. */
const FROM_THE_FIRST_DAY = ["mysql", "mongodb", "minio", "buckets"];
/** One takes the place of the other. */
const FILES = ["minio", "buckets"];

/** A server that begins in a deployment which is already there: what it had before is on one that nobody here sees. */
function beginnings(changes: readonly Change[], carried: readonly string[]): readonly Problem[] {
  const isNew = changes.some((change) => change.verdict === "create" && kindOf(change) === "Namespace");
  if (isNew) return [];
  const of = (store: string, verdicts: readonly Change["verdict"][]) =>
    changes.filter(
      (change) => verdicts.includes(change.verdict) && isData(change) && belongsTo(change.name, store),
    );
  return FROM_THE_FIRST_DAY.filter((store) => !carried.includes(store)).flatMap((store) => {
    const [first] = of(store, ["create"]);
    // Of what leaves another line tells, and one more bucket beside others is no other server.
    const before = FILES.includes(store) ? FILES : [store];
    const isTold = before.some((one) => of(one, ["keep", "delete", "replace"]).length > 0);
    const isOneMore = store === "buckets" && !changes.some(isBucketsBegin);
    if (first === undefined || isTold || isOneMore) return [];
    return error("data-elsewhere", {
      message: `${kindOf(first)} ${first.name} begins empty, and what the deployment has is on the server that it used so far.`,
      remedy: `Carry the data over as docs/stores.md says, and name ${store} in arboretum:change.carriedOver. Or go back to the driver before.`,
    });
  });
}

const isBucketsBegin = ({ verdict, type }: Change): boolean =>
  verdict === "create" && type === "arboretum:storage:S3Buckets";

const kindOf = ({ type }: Change): string => type.slice(type.lastIndexOf(":") + 1);

/** Whether it is a server or a disk. Secrets and namespaces that stay are told by others. */
const isData = (change: Change): boolean =>
  heldData({ type: change.type, options: NOTHING_SAID }) !== undefined &&
  !["Namespace", "CustomResourceDefinition"].includes(kindOf(change));

const NOTHING_SAID = { protect: false, retainOnDelete: false } as Parameters<typeof heldData>[0]["options"];

/** `academy-qa-mysql`, `academy-qa-mysql-data` belong to `mysql`. */
const belongsTo = (name: string, store: string): boolean =>
  name.endsWith(`-${store}`) || name.includes(`-${store}-`);
