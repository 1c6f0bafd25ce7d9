import { figure, lines, share, type Topic } from "../dashboard.ts";

/** A watch and a log that is followed last for hours by nature. */
const ANSWERED = 'verb!~"WATCH|CONNECT"';
const rate = (more = "") => `sum(rate(apiserver_request_total{${ANSWERED}${more}}[$__rate_interval]))`;
const slowest = (by: string, which: string) =>
  `histogram_quantile(0.99, sum by (le, ${by}) (rate(apiserver_request_sli_duration_seconds_bucket{${which}}[$__rate_interval])))`;

/** How the API server answers: autoscalers, operators and updates are as quick as it is. */
export const apiServer: Topic = {
  title: "API server",
  about:
    "How the API server answers. Learners do not ask it, and everything that looks after their pods does.",
  scope: "cluster",
  panels: [
    figure(
      "Answered",
      "percentunit",
      ["apiServer"],
      "Requests that did not end with an error of the server.",
      [[`1 - ${share(rate(', code=~"5.."'), rate())} or vector(1)`, "answered"]],
      { limits: { warning: 0.999, bad: 0.99, below: true } },
    ),
    figure(
      "Slowest reads",
      "s",
      ["apiServer"],
      "99 of 100 reads are faster.",
      [[slowest("verb", 'verb=~"GET|LIST"'), "{{verb}}"]],
      { limits: { warning: 1, bad: 5 } },
    ),
    figure(
      "Slowest writes",
      "s",
      ["apiServer"],
      "99 of 100 writes are faster. Webhooks of operators are in it.",
      [[slowest("verb", 'verb=~"POST|PUT|PATCH|APPLY|DELETE"'), "{{verb}}"]],
      { limits: { warning: 1, bad: 5 } },
    ),
    lines(
      "Requests by answer",
      "reqps",
      ["apiServer"],
      "409 is nothing bad: two wrote at once, and one tries again. 429 is the server that defends itself.",
      [[`sum by (code) (rate(apiserver_request_total{${ANSWERED}}[$__rate_interval]))`, "{{code}}"]],
    ),
    lines(
      "Requests by what they ask for",
      "reqps",
      ["apiServer"],
      "The ten most frequent. Somebody who asks in a loop is seen here first.",
      [
        [
          `topk(10, sum by (verb, resource) (rate(apiserver_request_total{${ANSWERED}}[$__rate_interval])))`,
          "{{verb}} {{resource}}",
        ],
      ],
    ),
    lines(
      "How long answers take",
      "s",
      ["apiServer"],
      "99 of 100 are faster, by what is asked for.",
      [[`topk(10, ${slowest("resource, verb", ANSWERED)})`, "{{verb}} {{resource}}"]],
      { limits: { warning: 1, bad: 5 } },
    ),
    lines("Under way", "none", ["apiServer"], "Requests that are being answered.", [
      [`sum by (request_kind) (apiserver_current_inflight_requests)`, "{{request_kind}}"],
    ]),
    lines(
      "Turned away",
      "reqps",
      ["apiServer"],
      "By its own fairness, with who asked.",
      [
        [
          `sum by (flow_schema, reason) (rate(apiserver_flowcontrol_rejected_requests_total[$__rate_interval]))`,
          "{{flow_schema}} {{reason}}",
        ],
      ],
      { limits: { bad: 0.1 }, calm: "Nobody is turned away" },
    ),
    lines(
      "Webhooks",
      "s",
      ["apiServer"],
      "What operators have to say to each write. 99 of 100 are faster.",
      [
        [
          `histogram_quantile(0.99, sum by (le, name) (rate(apiserver_admission_controller_admission_duration_seconds_bucket[$__rate_interval])))`,
          "{{name}}",
        ],
      ],
      { limits: { warning: 1, bad: 5 } },
    ),
    lines(
      "Its own store",
      "s",
      ["apiServer"],
      "How long etcd takes. Slow disks below it make everything slow.",
      [
        [
          `histogram_quantile(0.99, sum by (le, operation) (rate(etcd_request_duration_seconds_bucket[$__rate_interval])))`,
          "{{operation}}",
        ],
      ],
      { limits: { warning: 0.1, bad: 0.5 } },
    ),
    lines("Objects", "short", ["apiServer"], "The ten kinds of which there are most.", [
      [`topk(10, max by (resource) (apiserver_storage_objects))`, "{{resource}}"],
    ]),
  ],
};
