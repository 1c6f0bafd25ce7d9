import { error, type Problem } from "../documents/problem.ts";
import type { Resource } from "./rendering.ts";
import { missingFields } from "./required.ts";
import type { Suspicion, Unmarked } from "./wire.ts";

const wording: Readonly<
  Record<
    Suspicion["kind"],
    { rule: string; message: (path: string, found: string) => string; remedy: string }
  >
> = {
  nullInArray: {
    rule: "null-in-array",
    message: (path) => `${path} is null: a list holds a value that is not there.`,
    remedy: "Leave the element out of the list; `undefined` in a list becomes null.",
  },
  notANumber: {
    rule: "not-a-number",
    message: (path) => `${path} is NaN.`,
    remedy: "A calculation had no number to work with: look at what it reads.",
  },
  text: {
    rule: "broken-text",
    message: (path, found) => `${path} contains "${found}".`,
    remedy: "Text was built from a value that was not there, or from an Output without `pulumi.interpolate`.",
  },
};

/** What is wrong with the values of one resource. */
export function slipsOf(
  stack: string,
  urn: string,
  where: "inputs" | "outputs",
  unmarked: Unmarked,
  resource?: Resource,
): readonly Problem[] {
  const slips = unmarked.suspicious.map(({ kind, path, found }) => {
    const { rule, message, remedy } = wording[kind];
    const named = where === "inputs" ? path : `Output ${path}`;
    return error(rule, { stack, path: urn, message: message(named, found), remedy });
  });
  const missing =
    resource === undefined || resource.read ? [] : missingFields(resource.type, resource.inputs);
  return [
    ...slips,
    ...missing.map((path) =>
      error("missing-field", {
        stack,
        path: urn,
        message: `${path} is required by Kubernetes and missing.`,
        remedy: "Give the field a value.",
      }),
    ),
  ];
}
