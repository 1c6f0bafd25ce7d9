import { catalog } from "../catalog/catalog.ts";
import { applications, MFE_IMAGE } from "../releases/applications.ts";
import { isUnknown, type SupportedRelease } from "../releases/release.ts";
import { supportedReleases } from "../releases/supported.ts";

/** What a deployment of a release has of an application. */
export type Availability =
  /** Every deployment has it. */
  | { readonly has: "always" }
  /** Whoever adds it to the map has it. */
  | { readonly has: "added" }
  /** A setting asks for it, and not the map. */
  | { readonly has: "setting"; readonly setting: string }
  /** Either of the two with an image of one's own: nobody publishes one that is known. */
  | { readonly has: "ownImage"; readonly always: boolean; readonly why: string }
  | { readonly has: "never"; readonly why: string };

export interface AvailabilityRow {
  readonly application: string;
  readonly in: Readonly<Record<string, Availability>>;
}

/** The releases that can be deployed, oldest first. */
export const deployableReleases: readonly SupportedRelease[] = [...supportedReleases.values()].filter(
  ({ use }) => use === "deployable",
);

/** Applications of the catalogue that a setting brings. */
const BY_SETTING: Readonly<Record<string, string>> = {
  smtp: "mail: { via: relay }",
  "credentials-anchor": "credentials: { blockcerts: … }",
  verify: "credentials: { portal: … }",
  "ecommerce-scan": "ecommerce: { scan: … }",
  retirement: "retirement: { image: … }",
  backups: "backups: { … }",
  exporters: "monitoring: { … }",
};

/** What there is where: the catalogue against the releases. Stages make no difference. */
export const availability = (): readonly AvailabilityRow[] =>
  catalog.map(({ name, builtFrom }) => ({
    application: name,
    in: Object.fromEntries(
      deployableReleases.map((release) => [release.name, availabilityOf(name, builtFrom, release)]),
    ),
  }));

function availabilityOf(name: string, builtFrom: string, release: SupportedRelease): Availability {
  // All micro-frontends of a release stand for the one image that they share.
  const released = builtFrom === MFE_IMAGE ? { core: true as const } : release.applications[builtFrom];
  if (released === undefined) return { has: "never", why: `${release.name} does not have it.` };
  const setting = BY_SETTING[name];
  if (setting !== undefined) return { has: "setting", setting };
  const image = release.images[applications.get(builtFrom)?.image ?? builtFrom];
  if (isUnknown(image)) return { has: "ownImage", always: released.core ?? false, why: image.unknown };
  return { has: released.core ? "always" : "added" };
}

/** Services of Open edX that nobody deploys here, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  forum:
    "The Ruby service ended with Redwood, which can only be left behind. In every release that can be deployed discussions are part of the LMS.",
  octave: "An image of notebooks: JupyterHub starts it for whoever chooses the profile `octave`.",
};

/** How a cell of the page says it. A star: with an image of one's own. */
function cell(one: Availability | undefined): string {
  if (one === undefined || one.has === "never") return "–";
  if (one.has === "setting") return `\`${one.setting}\``;
  if (one.has === "ownImage") return one.always ? "always *" : "when added *";
  return one.has === "always" ? "always" : "when added";
}

/** The page of the reference. */
export function availabilityPage(): string {
  const names = deployableReleases.map(({ name }) => name);
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rows = availability().map(({ application, in: where }) =>
    row([`\`${application}\``, ...names.map((name) => cell(where[name]))]),
  );
  const unknown = availability().flatMap(({ application, in: where }) =>
    Object.values(where).flatMap((one) => (one.has === "ownImage" ? [{ application, why: one.why }] : [])),
  );
  const reasons = [...Map.groupBy(unknown, ({ why }) => why)].map(([why, who]) => {
    const which = new Set(who.map(({ application }) => `\`${application}\``));
    return `- ${[...which].join(", ")}: ${why}`;
  });
  const absent = [...applications.values()].filter(
    ({ name, kind }) => kind === "service" && !catalog.some(({ builtFrom }) => builtFrom === name),
  );
  return [
    "# Applications",
    "",
    "Generated from the catalogue and the releases: `arboretum schema` writes this page. What a deployment runs is the same in every stage",
    "that runs the same release with the same additions (`applications: { add: [...] }` in `release-map.yaml`).",
    "",
    row(["application", ...names]),
    row(["---", ...names.map(() => "---")]),
    ...rows,
    "",
    ...(reasons.length > 0
      ? [
          "\\* With an image of one's own (`overrides` with `image`, or one that is built and locked): none is known.",
          "",
          ...reasons,
          "",
        ]
      : []),
    "## Resolved, locked and built, and no Deployment of their own",
    "",
    ...absent.map(
      ({ name }) =>
        `- \`${name}\`${ELSEWHERE[name] ? `: ${ELSEWHERE[name]}` : ": in the release matrix alone. Nothing here runs it."}`,
    ),
    "",
  ].join("\n");
}
