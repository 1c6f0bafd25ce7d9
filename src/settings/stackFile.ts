import type { Document } from "../documents/document.ts";
import { didYouMean } from "../documents/nearest.ts";
import { error, type Problem } from "../documents/problem.ts";
import { shown } from "../documents/shown.ts";
import { movedTo } from "./moved.ts";
import { type Block, isBlock, pathText, type ReadWritten, type Written } from "./written.ts";

const NAMESPACE = "arboretum:";

/** What stands somewhere else than it is read. Whatever is missed then is only a consequence. */
export const MISPLACED = "section-misplaced";

/** Keys that Pulumi itself writes into a stack file, beside the configuration. */
const PULUMI_KEYS = ["config", "secretsprovider", "encryptedkey", "encryptionsalt"];

const ENVIRONMENT =
  "Environments exist on Pulumi Cloud alone, and would say what no file here shows. Put shared settings in a layer.";

/** The settings of a stack file, out of the shape that Pulumi gives them. */
export function readStackFile(document: Document, sectionNames: readonly string[]): ReadWritten {
  const { file, value } = document;
  if (!isBlock(value)) {
    const remedy = "A stack file starts with `config:`.";
    const problem = { place: document.placeOf([]), message: "This is no stack file.", remedy };
    return { problems: [error("stack-file", problem)] };
  }
  const outer = Object.keys(value).flatMap((key) => outerKey(document, key, sectionNames));
  const config = value.config ?? {};
  if (!isBlock(config)) {
    const place = document.placeOf(["config"]);
    const message = "This is not a block of settings.";
    const remedy = "Write each section as `arboretum:<section>:` below `config:`.";
    return { problems: [...outer, error("stack-file", { place, path: "config", message, remedy })] };
  }
  const inner = Object.keys(config).flatMap((key) => configKey(document, config, key, sectionNames));
  const emptied = Object.keys(config).flatMap((key) => emptiedBy(config, key) ?? []);
  const sections = Object.entries(config)
    .filter(([key]) => key.startsWith(NAMESPACE) && key !== `${NAMESPACE}layers` && !emptied.includes(key))
    .map(([key, section]) => [key.slice(NAMESPACE.length), section] as const)
    .filter(([name]) => sectionNames.includes(name));
  return {
    written: stackWritten({ ...document, file }, Object.fromEntries(sections)),
    problems: [...outer, ...inner],
  };
}

function stackWritten(document: Document, sections: Block): Written {
  return {
    document,
    kind: "stack",
    sections,
    inFile: ([section, ...rest]) =>
      section === undefined ? ["config"] : ["config", `${NAMESPACE}${section}`, ...rest],
    show: (path) => `${NAMESPACE}${pathText(path)}`,
  };
}

function outerKey(document: Document, key: string, sectionNames: readonly string[]): Problem[] {
  if (PULUMI_KEYS.includes(key)) return [];
  const place = document.placeOfKey([key]);
  if (key === "environment") {
    const message = "A stack takes nothing from an environment.";
    return [error("stack-environment", { place, path: key, message, remedy: ENVIRONMENT })];
  }
  const bare = key.replace(NAMESPACE, "");
  const isSection = ["layers", ...sectionNames].includes(bare);
  const remedy = isSection
    ? `Write it as \`${NAMESPACE}${bare}\` below \`config\`.`
    : (movedTo([key]) ?? `One of: ${PULUMI_KEYS.join(", ")}`);
  const message = `${shown(key)} does not belong at the top of a stack file.${didYouMean(key, PULUMI_KEYS)}`;
  return [error(isSection ? MISPLACED : "key-unknown", { place, path: key, message, remedy })];
}

/** The section that a line was meant for which begins as far left as the section itself, and so leaves it empty. */
function emptiedBy(config: Block, key: string): string | undefined {
  if (key.includes(":")) return undefined;
  const keys = Object.keys(config);
  const before = keys.slice(0, keys.indexOf(key)).findLast((one) => one.includes(":"));
  return before?.startsWith(NAMESPACE) && config[before] === null ? before : undefined;
}

function configKey(
  document: Document,
  config: Block,
  key: string,
  sectionNames: readonly string[],
): Problem[] {
  if (key.startsWith("pulumi:")) return [];
  const refuse = (rule: string, message: string, remedy: string) => [
    error(rule, { place: document.placeOfKey(["config", key]), path: key, message, remedy }),
  ];
  const emptied = emptiedBy(config, key);
  if (emptied !== undefined) {
    const message = `${shown(key)} stands beside \`${emptied}\`, and not below it.`;
    return refuse(MISPLACED, message, "Move the line two spaces to the right.");
  }
  if (!key.startsWith(NAMESPACE)) return refuse("key-foreign", ...foreign(key, sectionNames));
  const name = key.slice(NAMESPACE.length);
  if (name === "layers" || sectionNames.includes(name)) return [];
  const moved = movedTo([name]);
  if (moved !== undefined) return refuse("key-moved", `${shown(name)} is not a section.`, moved);
  const [first = ""] = name.split(".");
  if (first !== name && sectionNames.includes(first)) {
    const message = "A section is written as a block, not as a path.";
    return refuse("section-path", message, `Write \`${NAMESPACE}${first}:\` and the rest below it.`);
  }
  const all = ["layers", ...sectionNames];
  const message = `${shown(name)} is not a section.${didYouMean(name, all)}`;
  return refuse("key-unknown", message, `One of: ${all.join(", ")}`);
}

function foreign(key: string, sectionNames: readonly string[]): [message: string, remedy: string] {
  const moved = movedTo([key]);
  if (moved !== undefined) return [`${shown(key)} is not read here.`, moved];
  if (!key.includes(":")) {
    const near = sectionNames.includes(key) ? key : "<section>";
    return [`${shown(key)} has no namespace.`, `Write \`${NAMESPACE}${near}\`.`];
  }
  return [
    `${shown(key)} would configure a default provider, and those are off.`,
    "Each provider is made by the program. Say what it needs in a section, such as `arboretum:cluster`.",
  ];
}
