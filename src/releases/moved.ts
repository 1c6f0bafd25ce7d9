import type { Path } from "../documents/document.ts";

/** Names that people bring along from Tutor and from MIT's version matrix, and what to write here instead. */
const moved: Readonly<Record<string, string>> = {
  branch_override: "Write `branch`.",
  origin_override: "Write `origin`.",
  runtime_version_override: "Write `runtime`.",
  translation_overrides: "Write `translations: { origin, branch }`: data, not lines of shell.",
  application_type: "Leave it out: whether it is a service or a micro-frontend is known of each application.",
  edx_release: "Write the name of the release: `run: { qa: ulmo }`.",
  environment: "Write the name of the stage: `run: { qa: ulmo }`.",
  env_release_map: "Write `run: { ci: verawood, qa: ulmo }`.",
  deployment_name: "The name of a deployment is its key below `deployments`.",
  EDX_PLATFORM_VERSION:
    "Write an override: `{ application: edx-platform, branch: … }`, or `patch` below `releases`.",
  EDX_PLATFORM_REPOSITORY: "Write an override: `{ application: edx-platform, origin: … }`.",
  OPENEDX_COMMON_VERSION: "Write `releases: { <release>: { patch: <tag> } }`.",
  DOCKER_IMAGE_OPENEDX: 'Write an override: `{ application: edx-platform, image: "…" }`.',
  MFE_DOCKER_IMAGE: 'Write an override with `image: "…"` for the micro-frontend.',
};

/** Where to write now what stands at the path of a key that nobody knows. */
export const movedTo = (path: Path): string | undefined => {
  const name = String(path.at(-1));
  return Object.hasOwn(moved, name) ? moved[name] : undefined;
};
