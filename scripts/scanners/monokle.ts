import {
  createDefaultMonokleValidator,
  isUnsatisfiedRef,
  processRefs,
  type Resource,
  ResourceParser,
  type ValidationResult,
} from "@monokle/validation";
import { readStackName } from "../../src/settings/stackName.ts";
import type { Finding, ScannedObject } from "./finding.ts";

/** The rules that come with the package. Its others are fetched from a server, and nothing here asks one. */
const PLUGINS = {
  "pod-security-standards": true,
  practices: true,
  "resource-links": true,
  metadata: true,
  "yaml-syntax": true,
};

/** Labels and annotations of one's own, for which nothing is configured. */
const NOT_ASKED = new Set(["metadata/custom-labels", "metadata/custom-annotations"]);

export interface MonokleScan {
  readonly rules: readonly string[];
  readonly findings: readonly Finding[];
}

interface Ready {
  readonly validator: ReturnType<typeof createDefaultMonokleValidator>;
  readonly rules: readonly string[];
}

/** With all of its rules on; most are off by default. */
async function load(): Promise<Ready> {
  const validator = createDefaultMonokleValidator();
  await validator.preload({ plugins: PLUGINS });
  const named = Object.entries(validator.rules).flatMap(([plugin, rules]) =>
    rules.map(({ id, name }) => ({ id, setting: `${plugin}/${name}` })),
  );
  const asked = named.filter(({ setting }) => !NOT_ASKED.has(setting));
  const rules = Object.fromEntries(asked.map(({ setting }) => [setting, "err" as const]));
  await validator.preload({ plugins: PLUGINS, rules });
  const failed = validator.getFailedPlugins();
  if (failed.length > 0) throw new Error(`Monokle cannot load ${failed.join(", ")}.`);
  return { validator, rules: asked.map(({ id }) => id) };
}

let loading: Promise<Ready> | undefined;

/** Asks Monokle about all objects. It loads once a process. */
export async function scanWithMonokle(objects: readonly ScannedObject[]): Promise<MonokleScan> {
  loading ??= load();
  const { validator, rules } = await loading;
  const findings: Finding[] = [];
  for (const [stack, own] of Map.groupBy(objects, (object) => object.stack)) {
    const seen = [...own, ...platformOf(stack, objects)];
    // To find out what leads where takes time by the square of the number of objects.
    const resources = processRefs(seen.map(resourceOf), new ResourceParser());
    await validator.clear();
    const { runs } = await validator.validate({ resources });
    const indices = new Map(resources.map(({ id }, index) => [id, index]));
    for (const result of runs.flatMap(({ results }) => results)) {
      // A result names its file first, and each object has a file of its own.
      const index = indices.get(result.locations[0].physicalLocation?.artifactLocation.uri ?? "") ?? -1;
      const object = seen[index];
      if (object === undefined) throw new Error(`Monokle names no object: ${result.message.text}`);
      if (object.stack !== stack) continue;
      const says = [result.message.text, ...missing(resources[index], result)].join(" ");
      findings.push({ scanner: "monokle", rule: result.ruleId, object, says });
    }
  }
  return { rules, findings };
}

/** What a deployment needs of its cluster is in the platform stack of its project. Nothing leads to other deployments. */
function platformOf(stack: string, objects: readonly ScannedObject[]): readonly ScannedObject[] {
  const isPlatform = (one: string) =>
    readStackName(one.slice(one.indexOf("/") + 1)).name?.kind === "platform";
  const [project] = stack.split("/");
  if (isPlatform(stack)) return [];
  return objects.filter((one) => one.stack.startsWith(`${project}/`) && isPlatform(one.stack));
}

let objectsSoFar = 0;

function resourceOf({ kind, namespace, name, manifest }: ScannedObject): Resource {
  // Monokle remembers texts by their ids for as long as the process lives, so none may come again.
  const id = String(objectsSoFar++);
  return {
    id,
    fileId: id,
    filePath: id,
    fileOffset: 0,
    name,
    kind,
    apiVersion: String(manifest.apiVersion),
    content: manifest,
    text: JSON.stringify(manifest),
    ...(namespace === "" ? {} : { namespace }),
  };
}

/** What a link leads to that is not there: a result does not say it. */
const missing = (resource: Resource | undefined, { ruleId }: ValidationResult): readonly string[] =>
  ruleId.startsWith("LNK")
    ? (resource?.refs ?? []).filter(({ type }) => isUnsatisfiedRef(type)).map(({ name }) => name)
    : [];
