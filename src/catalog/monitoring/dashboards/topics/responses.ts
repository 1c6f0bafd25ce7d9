import { byRoute, figure, HERE, lines, OF_THESE, ROUTED_HERE, share, type Topic } from "../dashboard.ts";

const FAILED = ', envoy_response_code_class="5"';
const routed = (metric: string, more = "") =>
  `sum by (envoy_cluster_name) (rate(${metric}{${ROUTED_HERE}${more}}[$__rate_interval]))`;
const all = (metric: string, more = "") => `sum(rate(${metric}{${ROUTED_HERE}${more}}[$__rate_interval]))`;
const quantile = (which: number, by = "") =>
  `histogram_quantile(${which}, sum by (le${by}) (rate(envoy_cluster_upstream_rq_time_bucket{${ROUTED_HERE}}[$__rate_interval])))`;
const serving = (metric: string) =>
  `sum by (namespace, component) (rate(${metric}{${HERE}}[$__rate_interval]))`;

/** How long learners wait. */
export const responses: Topic = {
  title: "LMS response times",
  about:
    "How long learners and authors wait, as the gateway measures it, as the processes do, and as a prober sees it from outside.",
  scope: "deployments",
  panels: [
    figure(
      "Half of the answers",
      "ms",
      ["envoy"],
      "Are faster than this, over all routes of these namespaces.",
      [[quantile(0.5), "half"]],
      { limits: { warning: 500, bad: 1500 } },
    ),
    figure("95 of 100 answers", "ms", ["envoy"], "Are faster than this.", [[quantile(0.95), "95 of 100"]], {
      limits: { warning: 2500, bad: 5000 },
      alerts: ["LatencyBudgetBurnsFast"],
    }),
    figure(
      "Errors",
      "percentunit",
      ["envoy"],
      "Answers with an error of the server.",
      [
        [
          `${share(all("envoy_cluster_upstream_rq_xx", FAILED), all("envoy_cluster_upstream_rq_xx"))} or vector(0)`,
          "errors",
        ],
      ],
      { limits: { warning: 0.005, bad: 0.02 }, alerts: ["AvailabilityBudgetBurnsFast"] },
    ),
    lines(
      "How long answers take",
      "ms",
      ["envoy"],
      "From the gateway to the pod and back. The way to the learner is not in it.",
      [
        [quantile(0.5), "half"],
        [quantile(0.95), "95 of 100"],
        [quantile(0.99), "99 of 100"],
      ],
      { limits: { warning: 2500, bad: 5000 } },
    ),
    lines(
      "By route, 95 of 100",
      "ms",
      ["envoy"],
      "Which of them is slow.",
      [[byRoute(quantile(0.95, ", envoy_cluster_name")), "{{route}}"]],
      { limits: { warning: 2500, bad: 5000 } },
    ),
    lines("Requests by answer", "reqps", ["envoy"], "2, 3, 4 and 5 are the first figures of the status.", [
      [
        `sum by (envoy_response_code_class) (rate(envoy_cluster_upstream_rq_xx{${ROUTED_HERE}}[$__rate_interval]))`,
        "{{envoy_response_code_class}}xx",
      ],
    ]),
    lines(
      "Errors by route",
      "percentunit",
      ["envoy"],
      "Answers with an error of the server, and nothing where there were none.",
      [
        [
          byRoute(
            share(routed("envoy_cluster_upstream_rq_xx", FAILED), routed("envoy_cluster_upstream_rq_xx")),
          ),
          "{{route}}",
        ],
      ],
      { limits: { warning: 0.005, bad: 0.02 } },
    ),
    lines(
      "Given up by the gateway",
      "reqps",
      ["envoy"],
      "Because no pod answered in time.",
      [[byRoute(routed("envoy_cluster_upstream_rq_timeout")), "{{route}}"]],
      { limits: { bad: 0.1 } },
    ),
    lines(
      "Processes: average answer",
      "s",
      ["uwsgi"],
      "As uWSGI counts it: from a process that takes a request to its end, without the time in the queue.",
      [
        [
          `avg by (namespace, component) (uwsgi_worker_average_response_time_seconds{${HERE}})`,
          "{{namespace}} {{component}}",
        ],
      ],
      { limits: { warning: 0.5, bad: 2 } },
    ),
    lines("Processes: requests", "reqps", ["uwsgi"], "What they have answered.", [
      [serving("uwsgi_worker_requests_total"), "{{namespace}} {{component}}"],
    ]),
    lines(
      "Requests that wait",
      "none",
      ["uwsgi"],
      "In front of the fullest pod. It takes 256, and refuses what comes then.",
      [[`max by (namespace, component) (uwsgi_listen_queue_length{${HERE}})`, "{{namespace}} {{component}}"]],
      { limits: { warning: 10, bad: 50 }, alerts: ["RequestsQueue"] },
    ),
    lines(
      "Requests given up",
      "ops",
      ["uwsgi"],
      "They took longer than they may: the process was ended with them.",
      [[serving("uwsgi_worker_harakiri_count_total"), "{{namespace}} {{component}}"]],
      { limits: { bad: 0.01 }, alerts: ["RequestsGivenUp"] },
    ),
    lines(
      "Hosts: a prober's visit",
      "s",
      ["blackbox"],
      "One page of each public host, from inside of the cluster by its public name.",
      [[`max by (host) (probe_duration_seconds{${HERE}})`, "{{host}}"]],
      { limits: { warning: 2.5, bad: 5 } },
    ),
    lines(
      "Hosts: answered",
      "percentunit",
      ["blackbox"],
      "Share of the visits of a quarter of an hour that went well.",
      [[`avg by (host) (avg_over_time(probe_success{${HERE}}[15m]))`, "{{host}}"]],
      { limits: { warning: 0.99, bad: 0.9, below: true }, alerts: ["HostDown"] },
    ),
    lines(
      "Failed within an hour",
      "percentunit",
      ["rules"],
      "Of what each host was asked: what objectives and their budgets are worked out from, for every deployment that is measured.",
      [[`max by (host) (host:failed_requests:ratio_rate1h{${OF_THESE}})`, "{{host}}"]],
      {
        limits: { warning: 0.01, bad: 0.05 },
        alerts: ["AvailabilityBudgetBurnsFast", "AvailabilityBudgetBurnsSlowly"],
      },
    ),
    lines(
      "Late within an hour",
      "percentunit",
      ["rules"],
      "Answers that took longer than the objective of the host.",
      [[`max by (host) (host:late_answers:ratio_rate1h{${OF_THESE}})`, "{{host}}"]],
      { limits: { warning: 0.05, bad: 0.2 }, alerts: ["LatencyBudgetBurnsFast", "LatencyBudgetBurnsSlowly"] },
    ),
  ],
};
