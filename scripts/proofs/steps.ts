import type { Need, Step } from "./step.ts";

const go: Need = {
  title: "Go",
  asks: ["go", "version"],
  remedy: "Install Go 1.26 or newer (https://go.dev/dl/): the control plane is built from its modules.",
  optional: false,
};

const chromium: Need = {
  title: "A Chromium",
  asks: ["chromium", "--version"],
  remedy: "Install it (apt-get install chromium), or name another in ARBORETUM_CHROMIUM.",
  optional: true,
};

const pulumi: Need = {
  title: "The Pulumi CLI",
  asks: ["pulumi", "version"],
  remedy:
    "Install it (https://www.pulumi.com/docs/iac/download-install/), with its plugins for kubernetes, random and tls.",
  optional: true,
};

/**
 * Everything that is proven, in the order in which it is run. A further proof is a further row: its command hands over a report
 * (`handOver` in `report.ts`), or is vitest.
 */
export const steps: readonly Step[] = [
  {
    id: "tests",
    title: "Tests",
    proves:
      "Each part does what it says; every shipped stack renders, meets every policy and all rules of Monokle; nothing vanishes unnoticed.",
    command: ["npm", "test"],
    reads: "tests",
    minutes: 10,
  },
  {
    id: "stacks",
    title: "Generated stacks",
    proves:
      "Every property of the catalogue holds for 200 stacks, each setting is said by one of these or of others, and what holds does so through six lives of changes and broken updates. Always the same ones: `npm run test:deep` grows 10,000 others.",
    command: ["npm", "run", "test:stacks"],
    reads: "tests",
    minutes: 25,
  },
  {
    id: "odd",
    title: "Odd files",
    proves:
      "Whatever stands in the files that people write, 12,000 times: no crash, no hang, no trace, and a reason wherever it is refused. Always the same ones: `npm run test:fuzz` tries 100,000 others.",
    command: ["npm", "run", "test:odd"],
    reads: "tests",
    minutes: 15,
  },
  {
    id: "pack",
    title: "The policy pack",
    proves:
      "Whatever `arboretum check` refuses, `pulumi up --policy-pack` refuses, rule by rule and in the same words.",
    command: ["npm", "run", "test:pack"],
    reads: "tests",
    minutes: 10,
  },
  {
    id: "tools",
    title: "The programs that our files are written for",
    proves:
      "The real uWSGI, Celery, gunicorn and Caddy, in the versions of the images, read our files, serve by them, and end what they have begun when they are told to stop.",
    command: ["npm", "run", "test:tools"],
    reads: "tests",
    minutes: 10,
  },
  {
    id: "package",
    title: "The package",
    proves: "A stranger installs what npm packs, imports a component and runs the command, without a clone.",
    command: ["npm", "run", "test:package"],
    reads: "tests",
    minutes: 10,
  },
  {
    id: "scanners",
    title: "Scanners",
    proves:
      "Scanners that nobody here wrote find nothing beyond the waivers, each of which has a reason and a last day: kube-score nothing critical, Checkov nothing failed. What they find in Tutor stands beside it, measured in the same minute.",
    command: ["npm", "run", "scanners"],
    reads: "report",
    minutes: 15,
  },
  {
    id: "cluster",
    title: "A real control plane",
    proves:
      "A real API server accepts every object without a warning; under real controllers stacks converge, a second deployment changes nothing, a removal leaves what is kept. Each of a list of faults comes to what it should, and an upgrade leaves whatever holds data.",
    command: ["npm", "run", "test:cluster"],
    reads: "tests",
    minutes: 40,
    needs: [go],
  },
  {
    id: "portal",
    title: "The page that verifies credentials",
    proves:
      "In a real browser, with the headers of the deployment, credentials that the signing library of Open edX has made come to what they are: valid, changed, revoked, expired, garbage.",
    command: ["npm", "run", "test:portal"],
    reads: "tests",
    minutes: 2,
    needs: [chromium],
  },
  {
    id: "screens",
    title: "Dashboards",
    proves:
      "In a real browser, Grafana's own components draw every panel but those of logs from what a real Prometheus answers: something is to be seen, under names that a person reads.",
    command: ["npm", "run", "test:screens"],
    reads: "tests",
    minutes: 8,
    needs: [go, chromium],
  },
  {
    id: "engine",
    title: "The real Pulumi engine",
    proves:
      "Updates of the real engine converge, repeat without a change, survive a kill with `recover`, and are refused where two meet or the cluster is the wrong one.",
    command: ["npm", "run", "test:engine"],
    reads: "tests",
    minutes: 60,
    needs: [go, pulumi],
  },
];
