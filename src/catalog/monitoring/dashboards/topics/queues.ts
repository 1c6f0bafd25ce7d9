import { EXPORTED_HERE, figure, HERE, lines, type Topic } from "../dashboard.ts";

const byQueue = (metric: string) => `max by (namespace, queue_name) (${metric}{${HERE}})`;
const rate = (metric: string, by = "queue_name") =>
  `sum by (namespace, ${by}) (rate(${metric}{${HERE}}[$__rate_interval]))`;
const quantile = (metric: string, by: string) =>
  `histogram_quantile(0.95, sum by (le, ${by}) (rate(${metric}_bucket{${HERE}}[$__rate_interval])))`;

/** What waits, for how long, and who works on it. */
export const queues: Topic = {
  title: "Celery queues",
  about: "Tasks that wait, how long they do, who works on them and what becomes of them.",
  scope: "deployments",
  panels: [
    figure(
      "Tasks that wait",
      "none",
      ["celery"],
      "In all queues of these namespaces.",
      [[`sum(${byQueue("celery_queue_length")})`, "tasks"]],
      { limits: { warning: 200, bad: 1000 }, alerts: ["QueueStuck"] },
    ),
    figure(
      "Workers",
      "none",
      ["celery"],
      "That have said within the last minute that they are there.",
      [[`sum(celery_worker_up{${HERE}})`, "workers"]],
      { limits: { bad: 1, below: true }, alerts: ["QueueWithoutWorkers"] },
    ),
    figure(
      "Failed in an hour",
      "none",
      ["celery"],
      "Tasks that ended with an exception.",
      [[`sum(increase(celery_task_failed_total{${HERE}}[1h])) or vector(0)`, "tasks"]],
      { limits: { warning: 10, bad: 100 }, alerts: ["TasksFail"] },
    ),
    lines(
      "Tasks that wait, by queue",
      "none",
      ["celery"],
      "Workers that take one in advance hold it already: it does not count.",
      [[byQueue("celery_queue_length"), "{{namespace}} {{queue_name}}"]],
      { alerts: ["QueueStuck", "QueueOld"] },
    ),
    lines(
      "How long they wait",
      "s",
      ["celery"],
      "Until what is put there now is begun, at the pace of the last quarter of an hour. Nothing where nothing is begun at all.",
      [
        [
          `${byQueue("celery_queue_length")} / (sum by (namespace, queue_name) (rate(celery_task_started_total{${HERE}}[15m])) > 0)`,
          "{{namespace}} {{queue_name}}",
        ],
      ],
      { limits: { warning: 60, bad: 600 }, alerts: ["QueueOld"] },
    ),
    lines(
      "Taken and not finished, the oldest",
      "s",
      ["redis"],
      "How long ago the task was taken that nobody has said to be done. Beyond the visibility timeout it is handed out again.",
      [
        [
          `max by (namespace) (redis_script_values{${HERE}, store="broker", key="oldest_unacknowledged_seconds"})`,
          "{{namespace}}",
        ],
      ],
      { alerts: ["TaskNeverAcknowledged"] },
    ),
    lines("Done", "ops", ["celery"], "Tasks that ended well.", [
      [rate("celery_task_succeeded_total"), "{{namespace}} {{queue_name}}"],
    ]),
    lines(
      "Failed",
      "ops",
      ["celery"],
      "By task, with the exception.",
      [
        [
          // Beside each task there is a series without an exception, in which nothing ever fails.
          `topk(10, sum by (name, exception) (rate(celery_task_failed_total{${HERE}, exception!=""}[$__rate_interval])))`,
          "{{name}} {{exception}}",
        ],
      ],
      { alerts: ["TasksFail"] },
    ),
    lines(
      "Tried again",
      "ops",
      ["celery"],
      "By task. A few are nothing: somebody else was away for a moment.",
      [[`topk(10, ${rate("celery_task_retried_total", "name")})`, "{{name}}"]],
    ),
    lines("How long they take", "s", ["celery"], "95 of 100 tasks take less. The ten slowest kinds.", [
      [`topk(10, ${quantile("celery_task_runtime", "name")})`, "{{name}}"],
    ]),
    lines(
      "Who works on a queue",
      "none",
      ["celery"],
      "Processes of workers.",
      [[byQueue("celery_active_process_count"), "{{namespace}} {{queue_name}}"]],
      { alerts: ["QueueWithoutWorkers"] },
    ),
    lines("At work", "none", ["celery"], "Tasks under way, by worker.", [
      [`sum by (hostname) (celery_worker_tasks_active{${HERE}})`, "{{hostname}}"],
    ]),
    lines(
      "What scalers see",
      "none",
      ["keda"],
      "The figure by which KEDA sets the number of workers.",
      [
        [
          `max by (exported_namespace, scaledObject) (keda_scaler_metrics_value{${EXPORTED_HERE}})`,
          "{{exported_namespace}} {{scaledObject}}",
        ],
      ],
      { alerts: ["ScalerErrors"] },
    ),
  ],
};
