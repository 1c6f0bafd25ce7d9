import { givenDocument } from "../documents/given.ts";
import { isError } from "../documents/problem.ts";
import { examine } from "./examine.ts";
import { type LoadedDeployment, type LoadedPlatform, type Sections, validate } from "./load.ts";
import { mergeFiles } from "./merged.ts";
import {
  deploymentSettings,
  type PlatformSettings,
  type PlatformSettingsInput,
  platformSettings,
  type Settings,
  type SettingsInput,
} from "./settings.ts";
import { isBlock, pathText, type Written } from "./written.ts";

/** How problems call settings that stand in no file. */
const SETTINGS = "settings";

/** Settings of a deployment that a program gives instead of files, checked as those of files are. */
export const givenSettings = (
  name: { readonly deployment: string; readonly stage: string },
  settings: SettingsInput,
): LoadedDeployment => ({
  kind: "deployment",
  name: { kind: "deployment", ...name },
  ...loadGiven<Settings>(deploymentSettings, `${name.deployment}.${name.stage}`, settings),
});

/** Settings of a platform that a program gives. */
export const givenPlatformSettings = (stack: string, settings: PlatformSettingsInput): LoadedPlatform => ({
  kind: "platform",
  name: { kind: "platform" },
  ...loadGiven<PlatformSettings>(platformSettings, stack, settings),
});

function loadGiven<Result>(schema: Sections, stack: string, value: unknown) {
  const document = givenDocument(SETTINGS, value);
  const written: Written = {
    document,
    kind: "program",
    sections: isBlock(value) ? value : {},
    inFile: (path) => path,
    show: pathText,
  };
  const { problems: odd, refused } = examine(written, schema, stack);
  // What nobody says is missing from what the program gives, too.
  const merged = { ...mergeFiles([written], document), ownerOf: () => written };
  const { data, problems: invalid } = validate<Result>(schema, merged, stack, refused);
  const problems = [...odd, ...invalid];
  return {
    stack,
    file: SETTINGS,
    layers: [],
    problems,
    sourceOf: merged.sourceOf,
    ...(data === undefined || problems.some(isError) ? {} : { settings: data }),
  };
}
