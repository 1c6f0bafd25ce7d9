import { NOTICE, RUNS, SUPPORTED_UNTIL } from "../../releases.ts";
import { figure, HERE, lines, OF_THESE, type Topic, table } from "../dashboard.ts";

/** As far back as Prometheus remembers by default: what runs for longer has run for at least that. */
const REMEMBERED = "30d:1h";

/** Which deployment runs which release, since when, and for how long somebody mends it. */
export const releases: Topic = {
  title: "Releases",
  about: "Which deployment runs which release of Open edX, since when, and how long upstream mends it.",
  scope: "deployments",
  panels: [
    figure("Deployments", "none", ["rules"], "That are measured.", [
      [`count(${RUNS}{${OF_THESE}})`, "deployments"],
    ]),
    figure(
      "Without support",
      "none",
      ["rules"],
      "They run a release that upstream mends no more.",
      [[`count(${SUPPORTED_UNTIL}{${OF_THESE}} < time()) or vector(0)`, "deployments"]],
      { limits: { bad: 1 }, alerts: ["ReleaseWithoutSupport"] },
    ),
    figure(
      "Shortest support",
      "dtdurations",
      ["rules"],
      "Of the release that ends first. Of the newest one nobody knows the day: it ends with the next one.",
      [[`min(${SUPPORTED_UNTIL}{${OF_THESE}}) - time()`, "left"]],
      { limits: { warning: NOTICE, bad: 0, below: true }, alerts: ["ReleaseSupportEnds"] },
    ),
    table(
      "What runs where",
      "dateTimeAsIso",
      ["rules"],
      "Since when is asked of what Prometheus remembers: at most 30 days back. Support that has no end here ends with the next release, on a day that nobody has said yet.",
      [
        [
          // What runs for less than an hour has not been looked at yet.
          `min by (deployment, stage, release) (min_over_time(timestamp(${RUNS}{${OF_THESE}})[${REMEMBERED}]) or timestamp(${RUNS}{${OF_THESE}})) * 1000 and on (deployment, stage, release) max by (deployment, stage, release) (${RUNS}{${OF_THESE}})`,
          "since",
        ],
        [`max by (deployment, stage, release) (${SUPPORTED_UNTIL}{${OF_THESE}}) * 1000`, "supported until"],
      ],
    ),
    table(
      "Images",
      "none",
      ["states"],
      "Of the LMS, Studio and their workers: how many containers run each. Two of one component are an update under way.",
      [
        [
          `count by (namespace, container, image) (kube_pod_container_info{${HERE}, container=~"lms.*|cms.*"})`,
          "containers",
        ],
      ],
    ),
    lines(
      "Updates",
      "none",
      ["states"],
      "Pods that are not of the newest version yet.",
      [
        [
          `sum by (namespace, deployment) (kube_deployment_spec_replicas{${HERE}} - kube_deployment_status_replicas_updated{${HERE}}) > 0`,
          "{{namespace}} {{deployment}}",
        ],
      ],
      { calm: "Every pod is of the newest version" },
    ),
    table(
      "Migrations",
      "dateTimeAsIso",
      ["states"],
      "When each ended last. A Job is named by what it runs, so that a new one is new code.",
      [
        [
          `max by (namespace, job_name) (kube_job_status_completion_time{${HERE}, job_name=~".*migrat.*"}) * 1000`,
          "ended",
        ],
      ],
      { alerts: ["MigrationFailed"] },
    ),
  ],
};
