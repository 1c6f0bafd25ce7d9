import { readFileSync } from "node:fs";
import { at, below } from "../documents/propertyPath.ts";
import { unknownValue, type Value, type Values } from "./rendering.ts";

/** `r`: required fields; `f`: fields whose type requires something in turn. Types as in @pulumi/kubernetes: `apps.v1.DeploymentSpec`. */
interface Shape {
  readonly r?: readonly string[];
  readonly f?: Readonly<Record<string, string>>;
}

/** Made by scripts/requiredFields.ts from the package that is installed. */
const shapes = JSON.parse(readFileSync(new URL("./required.json", import.meta.url), "utf8")) as Readonly<
  Record<string, Shape>
>;

const ownGroup = /^kubernetes:(?:[a-z]+|[a-z.]+\.k8s\.io|helm\.sh)\//;

/** `kubernetes:apps/v1:Deployment` → `apps.v1.Deployment`. */
function shapeName(type: string): string {
  const [, version = "", kind = ""] = type.split(":");
  const [group = "", ...rest] = version.split("/");
  return [group.split(".")[0], ...rest, kind].join(".");
}

/** Paths of the fields that Kubernetes requires of such an object and that are not there. Custom resources have schemas of their own. */
export function missingFields(type: string, inputs: Values): readonly string[] {
  const shape = ownGroup.test(type) ? shapes[shapeName(type)] : undefined;
  const missing: string[] = [];
  if (shape !== undefined) collect(inputs, shape, "", missing);
  return missing;
}

/** Asked of every resource, and hardly ever with an answer: so nothing is made on the way but what is missing. */
function collect(value: Values, shape: Shape, path: string, missing: string[]): void {
  for (const field of shape.r ?? []) {
    if (value[field] === undefined || value[field] === null) missing.push(below(path, field));
  }
  for (const field in shape.f) {
    const inner = value[field];
    const innerShape = shapes[shape.f[field] ?? ""];
    if (inner === undefined || innerShape === undefined) continue;
    collectInside(inner, innerShape, below(path, field), missing);
  }
}

function collectInside(value: Value, shape: Shape, path: string, missing: string[]): void {
  if (value === null || value === unknownValue || typeof value !== "object") return;
  if (Array.isArray(value)) {
    value.forEach((item: Value, index) => {
      collectInside(item, shape, at(path, index), missing);
    });
  } else collect(value as Values, shape, path, missing);
}
