import { byRoute, figure, HERE, lines, ROUTED_HERE, share, type Topic } from "../dashboard.ts";

/** Learners of whom there was an event in a quarter of an hour. Authors and whoever nobody knows the name of are not in it. */
const ACTIVE = (by: string) =>
  `sum by (${by}) (count by (${by}, username) (count_over_time({${HERE}, kind="event"} | json username="username" | username != "" [15m])))`;
const busy = (by: string) => `sum by (${by}) (uwsgi_worker_busy{${HERE}})`;

/**
 * Nothing in Open edX counts who is there. Each panel says what it measures instead: events of learners are the honest
 * headcount, busy processes are what gives way first.
 */
export const concurrency: Topic = {
  title: "Student concurrency",
  about:
    "Open edX counts nobody. Learners with an event in the last quarter of an hour are the headcount, and busy processes are what gives way first.",
  scope: "deployments",
  panels: [
    figure(
      "Learners in a quarter of an hour",
      "none",
      ["events"],
      "Accounts of whom there was an event in the last 15 minutes: a page, a video, an answer. Whoever only reads for longer is not in it, and whoever has no account never is.",
      [[`sum(${ACTIVE("namespace")})`, "learners"]],
    ),
    figure(
      "Requests at once",
      "none",
      ["uwsgi"],
      "Processes that work on a request, of the LMS, Studio and the services.",
      [[`sum(${busy("namespace")})`, "requests"]],
    ),
    figure(
      "Busy processes",
      "percentunit",
      ["uwsgi"],
      "Of all that there are. What comes beyond them waits, whoever asks.",
      [[share(`sum(uwsgi_worker_busy{${HERE}})`, `sum(uwsgi_workers{${HERE}})`), "busy"]],
      { limits: { warning: 0.7, bad: 0.85 }, alerts: ["ProcessesBusy"] },
    ),
    lines(
      "Learners",
      "none",
      ["events"],
      "Accounts with an event in the last 15 minutes, by deployment. From the log of events, so that it is there as long as logs are kept.",
      [[ACTIVE("namespace"), "{{namespace}}"]],
    ),
    lines(
      "Events",
      "ops",
      ["events"],
      "Of learners, by where they are from: `server` are requests, `browser` are pages that tell.",
      [[`sum by (namespace) (rate({${HERE}, kind="event"}[$__auto]))`, "{{namespace}}"]],
    ),
    lines("Requests at once, by service", "none", ["uwsgi"], "Processes that work on a request.", [
      [busy("namespace, component"), "{{namespace}} {{component}}"],
    ]),
    lines(
      "Busy processes, by service",
      "percentunit",
      ["uwsgi"],
      "Of those that there are. The autoscaler adds pods by the use of processors, which comes before this in most hours.",
      [
        [
          share(busy("namespace, component"), `sum by (namespace, component) (uwsgi_workers{${HERE}})`),
          "{{namespace}} {{component}}",
        ],
      ],
      { limits: { warning: 0.7, bad: 0.85 }, alerts: ["ProcessesBusy", "RequestsQueue"] },
    ),
    lines(
      "Requests under way at the gateway",
      "none",
      ["envoy"],
      "By route. What waits in front of a pod is in it.",
      [
        [
          byRoute(`sum by (envoy_cluster_name) (envoy_cluster_upstream_rq_active{${ROUTED_HERE}})`),
          "{{route}}",
        ],
      ],
    ),
    lines(
      "Open connections of the gateway",
      "none",
      ["envoy"],
      "Of browsers and apps, over all deployments of the cluster. One learner has several, and keeps them for a while.",
      [[`sum(envoy_http_downstream_cx_active)`, "connections"]],
    ),
    lines(
      "Sessions",
      "short",
      ["redis"],
      "Logins that have not ended: whoever logged in within the last two weeks and not out again. It says how many use the site at all, and nothing of this hour.",
      [[`sum by (namespace) (redis_db_keys{${HERE}, store="sessions"})`, "{{namespace}}"]],
      { alerts: ["SessionsAreForgotten"] },
    ),
  ],
};
