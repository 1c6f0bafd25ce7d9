import { commit, digest } from "./maps.ts";

/** A map that breaks one rule, the line that is at fault, and what it says. */
export interface LintCase {
  readonly rule: string;
  readonly map: string;
  readonly lock?: string;
  readonly today?: string;
  /** Line of the map, or of the lock. */
  readonly line: number;
  readonly file?: string;
  readonly says: string;
}

const one = (body: string) => `deployments:\n  academy:\n    run: { ci: verawood }\n${body}`;

const entry = (stage: string, application: string, body: string) =>
  `images:\n  academy:\n    ${stage}:\n      ${application}: { ${body} }\n`;

const IMAGE = "image: registry.example.edu/platform:1.0";

export const nameCases: readonly LintCase[] = [
  {
    rule: "stage-unknown",
    map: "deployments:\n  academy:\n    run: { ci: verawood, prodution: verawood }\n",
    line: 3,
    says: '"prodution" is not a stage of this map. Did you mean "production"?',
  },
  {
    rule: "stage-unknown",
    map: one("    overrides:\n      - { application: learning, stage: CI2, branch: x }\n").replace(
      "CI2",
      "cii",
    ),
    line: 5,
    says: '"cii" is not a stage of this map.',
  },
  {
    rule: "release-unknown",
    map: "deployments:\n  academy:\n    run: { ci: verwood }\n",
    line: 3,
    says: '"verwood" is not a release that Arboretum knows. Did you mean "verawood"?',
  },
  {
    rule: "release-unknown",
    map: `releases:\n  willow: { patch: release/willow.1 }\n${one("")}`,
    line: 2,
    says: '"willow" is not a release that Arboretum knows.',
  },
  {
    rule: "deployment-unknown",
    map: `default: acadmey\n${one("")}`,
    line: 1,
    says: '"acadmey" is not a deployment of this map. Did you mean "academy"?',
  },
  {
    rule: "names-alike",
    map: "stages: [ci, lab-ci]\ndeployments:\n  academy:\n    run: { ci: verawood, lab-ci: verawood }\n  academy-lab:\n    run: { ci: verawood }\n",
    line: 6,
    says: "academy in lab-ci and academy-lab in ci are both called academy-lab-ci.",
  },
  {
    rule: "placeholder-unknown",
    map: one('    theme: { origin: example/theme, branch: "{relase}" }\n'),
    line: 4,
    says: '{relase} in "{relase}" does not expand. Did you mean "release"?',
  },
];

export const applicationCases: readonly LintCase[] = [
  {
    rule: "application-unknown",
    map: one("    applications: { add: [nots] }\n"),
    line: 4,
    says: '"nots" is not an application that Arboretum knows. Did you mean "notes"?',
  },
  {
    rule: "application-unknown",
    map: one("    overrides:\n      - { application: edxapp, branch: x }\n"),
    line: 5,
    says: '"edxapp" is called "edx-platform" here.',
  },
  {
    rule: "application-not-in-release",
    map: one("    applications: { add: [ecommerce] }\n"),
    line: 4,
    says: "academy wants ecommerce in ci, and verawood does not have it. Only quince, redwood, sumac have it.",
  },
  {
    rule: "application-not-in-release",
    map: one(
      "    applications: { add: [payment] }\n    overrides:\n      - { application: payment, unsupported: ours }\n",
    ),
    line: 6,
    says: "academy wants payment in ci, and verawood does not have it.",
  },
  {
    rule: "application-needs",
    map: one("    applications: { add: [credentials] }\n"),
    line: 4,
    says: "academy has credentials in ci without discovery, which it needs.",
  },
  {
    rule: "kind-wrong",
    map: one("    overrides:\n      - { application: learning, kind: service, why: x }\n"),
    line: 5,
    says: "learning is a micro-frontend, not a service.",
  },
  {
    rule: "platform-removed",
    map: one("    applications: { remove: [edx-platform] }\n"),
    line: 4,
    says: "A deployment without edx-platform is none.",
  },
  {
    rule: "unsupported-needless",
    map: one(
      "    applications: { add: [notes] }\n    overrides:\n      - { application: notes, image: example/notes:1.0, unsupported: x }\n",
    ),
    line: 6,
    says: "verawood has notes: it is supported.",
  },
];

export const stageCases: readonly LintCase[] = [
  {
    rule: "release-not-deployable",
    map: "deployments:\n  academy:\n    run: { ci: redwood }\n",
    line: 3,
    says: "academy runs redwood in ci. Arboretum only upgrades from redwood, it does not deploy it.",
  },
  {
    rule: "stage-ahead",
    map: "deployments:\n  xpro:\n    run:\n      ci: verawood\n      qa: teak\n      production: ulmo\n",
    line: 6,
    says: "xpro runs ulmo in production while qa still runs teak: production may not be ahead.",
  },
  {
    rule: "stage-ahead",
    map: "deployments:\n  xpro: { run: { ci: verawood, production: master } }\n",
    line: 2,
    says: "xpro runs master in production while ci still runs verawood: production may not be ahead.",
  },
  {
    rule: "stop-skipped",
    map: "deployments:\n  academy:\n    run:\n      ci: verawood\n      qa: redwood\n",
    line: 4,
    says: "academy goes from redwood (qa) to verawood (ci) without sumac, teak, ulmo in between.",
  },
  {
    rule: "release-skipped",
    map: "deployments:\n  academy:\n    run:\n      ci: verawood\n      qa: teak\n",
    line: 4,
    says: "academy skips ulmo: qa runs teak, ci already verawood.",
  },
  {
    rule: "patch-wrong",
    map: `releases:\n  verawood: { patch: release/ulmo.4 }\n${one("")}`,
    line: 2,
    says: '"release/ulmo.4" is no tag of verawood.',
  },
  {
    rule: "patch-new",
    map: `releases:\n  verawood: { patch: release/verawood.9 }\n${one("")}`,
    line: 2,
    says: "Arboretum does not know release/verawood.9 yet.",
  },
  {
    rule: "patch-vulnerable",
    map: "releases:\n  ulmo: { patch: release/ulmo.2 }\ndeployments:\n  academy: { run: { ci: ulmo } }\n",
    line: 2,
    says: "release/ulmo.2 has a known hole.",
  },
  {
    rule: "cut-not-rolling",
    map: `releases:\n  verawood: { cut: weekly }\n${one("")}`,
    line: 2,
    says: "verawood does not roll, so it is not cut weekly.",
  },
];

export const overrideCases: readonly LintCase[] = [
  {
    rule: "override-tie",
    map: one(
      "    overrides:\n      - { application: learning, release: verawood, branch: a }\n      - { application: learning, stage: ci, branch: b }\n",
    ),
    line: 6,
    says: "deployments.academy.overrides.0 and deployments.academy.overrides.1 are equally narrow, and say different things about the ref of learning for academy in ci.",
  },
  {
    rule: "choice-tie",
    map: one("    applications:\n      add: [notes]\n      remove: [notes]\n"),
    line: 6,
    says: "notes is both added and removed for academy in ci.",
  },
  {
    rule: "origin-without-ref",
    map: one("    overrides:\n      - { application: learning, origin: example/learning }\n"),
    line: 5,
    says: "learning comes from example/learning, and nothing says from which branch there.",
  },
  {
    rule: "override-empty",
    map: one("    overrides:\n      - { application: learning, stage: ci, why: later }\n"),
    line: 5,
    says: "This override (learning, ci) changes nothing.",
  },
  {
    rule: "override-twice",
    map: one(
      "    overrides:\n      - { application: learning, branch: a }\n      - { application: learning, branch: a, why: again }\n",
    ),
    line: 6,
    says: "deployments.academy.overrides.1 says the same as deployments.academy.overrides.0.",
  },
  {
    rule: "override-default",
    map: one("    overrides:\n      - { application: learning, tag: release/verawood.1 }\n"),
    line: 5,
    says: "The ref of learning is the same without this entry.",
  },
  {
    rule: "override-default",
    map: one('    overrides:\n      - { application: edx-platform, runtime: "3.12" }\n'),
    line: 5,
    says: "The runtime of edx-platform is the same without this entry.",
  },
  {
    rule: "override-untested",
    map: "deployments:\n  academy:\n    run: { ci: verawood, production: verawood }\n    overrides:\n      - { application: learning, stage: production, branch: fix }\n",
    line: 5,
    says: "academy runs learning in production as no earlier stage does.",
  },
];

export const imageCases: readonly LintCase[] = [
  {
    rule: "image-not-built",
    map: one(
      "    overrides:\n      - { application: edx-platform, origin: example/platform, branch: ours }\n",
    ),
    line: 5,
    says: "academy wants edx-platform in ci with example/platform at branch ours, and images.lock.yaml has no image that was built so.",
  },
  {
    rule: "image-not-built",
    map: one("    theme: { origin: example/theme, branch: main }\n"),
    line: 4,
    says: "academy wants edx-platform in ci with the theme example/theme at branch main",
  },
  {
    rule: "image-not-built",
    map: one("    applications: { add: [discovery, credentials, learner-record] }\n"),
    line: 3,
    says: "academy wants its micro-frontends in ci with learner-record, which the published image lacks",
  },
  {
    rule: "image-not-built",
    map: `releases:\n  verawood: { patch: release/verawood.2 }\n${one("")}`,
    line: 2,
    says: "academy wants edx-platform in ci with openedx/edx-platform at tag release/verawood.2",
  },
  {
    rule: "image-unknown",
    map: one("    applications: { add: [codejail] }\n"),
    line: 4,
    says: "academy runs codejail of verawood in ci, and no image of it is known. The codejail plugin publishes",
  },
  {
    rule: "commit-not-locked",
    map: "deployments:\n  academy:\n    run: { ci: master, qa: master }\n",
    line: 3,
    says: "academy runs master in qa, and images.lock.yaml has no commit of edx-platform for it.",
  },
  {
    rule: "tag-floats",
    map: "deployments:\n  academy:\n    run: { ci: verawood, qa: verawood }\n    overrides:\n      - { application: edx-platform, image: example/platform:main }\n",
    line: 5,
    says: "edx-platform runs from example/platform:main beyond the first stage, and that tag can move.",
  },
  {
    rule: "image-pattern-missing",
    map: one("    theme: { origin: example/theme, branch: main }\n"),
    line: 4,
    says: "Images have to be built, and nothing says where they go.",
  },
  {
    rule: "packages-missing",
    map: one("    packages: packages/none.txt\n"),
    line: 4,
    says: "The list of packages packages/none.txt does not exist.",
  },
];

const builtPlatform = (branch: string, more = "") =>
  entry(
    "ci",
    "edx-platform",
    `${IMAGE}, digest: "${digest("a")}", release: verawood, sources: { edx-platform: { origin: example/platform, branch: ${branch}, commit: "${commit("a")}" }${more} }`,
  );

const forked = one(
  "    overrides:\n      - { application: edx-platform, origin: example/platform, branch: ours }\n",
);

export const lockCases: readonly LintCase[] = [
  {
    rule: "lock-release",
    map: one(""),
    lock: entry("ci", "edx-platform", `${IMAGE}, release: ulmo`),
    file: "images.lock.yaml",
    line: 4,
    says: "This image of edx-platform is for ulmo, and the map runs verawood here.",
  },
  {
    rule: "lock-downgrade",
    map: "deployments:\n  academy:\n    run: { ci: ulmo }\n",
    lock: entry("ci", "edx-platform", `${IMAGE}, release: verawood`),
    line: 3,
    says: "academy ran verawood in ci, and the map goes back to ulmo.",
  },
  {
    rule: "lock-stale",
    map: forked,
    lock: builtPlatform("theirs"),
    file: "images.lock.yaml",
    line: 4,
    says: "This image of edx-platform is out of date: its edx-platform is from example/platform at branch theirs, and the map says example/platform at branch ours.",
  },
  {
    rule: "lock-stale",
    map: forked,
    lock: builtPlatform("ours", `, theme: { origin: example/theme, branch: main, commit: "${commit("b")}" }`),
    file: "images.lock.yaml",
    line: 4,
    says: "out of date: it has theme in it, and the map no longer does.",
  },
  {
    rule: "lock-stale",
    map: one(""),
    lock: entry("ci", "edx-platform", "image: docker.io/overhangio/openedx:22.0.0, release: verawood"),
    file: "images.lock.yaml",
    line: 4,
    says: "out of date: it is docker.io/overhangio/openedx:22.0.0, and the map runs the published docker.io/overhangio/openedx:22.0.3.",
  },
  {
    rule: "digest-missing",
    map: "deployments:\n  academy:\n    run: { ci: verawood, qa: verawood }\n",
    lock: entry("qa", "edx-platform", "image: docker.io/overhangio/openedx:22.0.3, release: verawood"),
    file: "images.lock.yaml",
    line: 4,
    says: "This image of edx-platform has no digest, and qa is not the first stage.",
  },
  {
    rule: "lock-before",
    map: one(""),
    lock: entry(
      "ci",
      "edx-platform",
      `image: docker.io/overhangio/openedx:22.0.3, release: verawood, digest: "sha256:${"a".repeat(64)}", before: ["docker.io/overhangio/openedx:22.0.3@sha256:${"a".repeat(64)}"]`,
    ),
    file: "images.lock.yaml",
    line: 4,
    says: "This image of edx-platform is listed as one that ran before itself.",
  },
  {
    rule: "lock-unused",
    map: one(""),
    lock: entry("qa", "edx-platform", `${IMAGE}, release: verawood`),
    file: "images.lock.yaml",
    line: 4,
    says: "This image is for nothing: the map has no qa of academy.",
  },
];

export const otherCases: readonly LintCase[] = [
  {
    rule: "release-past-support",
    map: "deployments:\n  academy:\n    run: { ci: ulmo }\n",
    today: "2026-11-21",
    line: 3,
    says: "academy runs ulmo in ci, and its support ended on 2026-07-30.",
  },
  {
    rule: "until-past",
    map: one("    overrides:\n      - { application: learning, branch: a, until: 2026-11-20 }\n"),
    today: "2026-11-21",
    line: 5,
    says: "This was meant to be here until 2026-11-20.",
  },
  {
    rule: "until-past",
    map: "deployments:\n  academy:\n    run:\n      ci: { release: verawood, until: 2026-01-01 }\n",
    today: "2026-11-21",
    line: 4,
    says: "This was meant to be here until 2026-01-01.",
  },
  {
    rule: "release-unused",
    map: `releases:\n  ulmo: { patch: release/ulmo.4 }\n${one("")}`,
    line: 2,
    says: "No deployment runs ulmo.",
  },
  {
    rule: "stage-unused",
    map: `stages: [ci, qa]\n${one("")}`,
    line: 1,
    says: "No deployment has the stage qa.",
  },
  {
    rule: "shared-unused",
    map: `shared:\n  base: { applications: { add: [notes] } }\n${one("")}`,
    line: 2,
    says: "No deployment is like base.",
  },
  {
    rule: "override-unused",
    map: one("    overrides:\n      - { application: learning, release: ulmo, branch: x }\n"),
    line: 5,
    says: "This override of learning holds nowhere: no stage with ulmo has it.",
  },
  {
    rule: "choice-unused",
    map: one("    applications: { add: [learning] }\n"),
    line: 4,
    says: "learning is there anyway: every release that runs here has it in its core.",
  },
  {
    rule: "choice-unused",
    map: one("    applications: { remove: [notes] }\n"),
    line: 4,
    says: "notes is not there anyway: no release that runs here has it in its core.",
  },
  {
    rule: "floating-unused",
    map: `allowFloating: [example/x:main]\n${one("")}`,
    line: 1,
    says: "No override gives the image example/x:main.",
  },
];
