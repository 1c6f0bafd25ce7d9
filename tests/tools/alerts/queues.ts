import { type Case, either, N, type Series, series } from "./case.ts";

const queue = { namespace: N, queue_name: "edx.lms.core.default" };
const task = { ...queue, name: "grade", hostname: "generic" };
const broker = { namespace: N, store: "broker" };

const waiting = (begun: string): Series => ({
  [series("celery_queue_length", queue)]: "5x60",
  [series("celery_task_started_total", task)]: begun,
});

const ended = (failed: string): Series => ({
  [series("celery_task_failed_total", { ...task, exception: "Oops" })]: failed,
  [series("celery_task_succeeded_total", task)]: "0+1x90",
});

const used = (bytes: string): Series => ({
  [series("redis_memory_used_bytes", broker)]: bytes,
  [series("redis_memory_max_bytes", broker)]: "100x20",
});

export const queueCases: readonly Case[] = [
  { alert: "QueueStuck", at: "50m", fires: waiting("100x60"), silent: waiting("0+1x60") },
  // Five wait: with a task in three minutes the last of them waits for a quarter of an hour.
  { alert: "QueueOld", at: "40m", fires: waiting("0+0.3x60"), silent: waiting("0+10x60") },
  either("QueueWithoutWorkers", "20m", "celery_active_worker_count", queue, "0x30", "2x30"),
  { alert: "TasksFail", at: "80m", fires: ended("0+1x90"), silent: ended("0x90") },
  either(
    "TaskNeverAcknowledged",
    "20m",
    "redis_script_values",
    { ...broker, key: "oldest_unacknowledged_seconds", filename: "oldest_task.lua" },
    "4000000x30",
    "60x30",
  ),
  { alert: "BrokerMemoryNearItsLimit", at: "10m", fires: used("90x20"), silent: used("50x20") },
  either(
    "BrokerEventListsPileUp",
    "40m",
    "redis_keys_count",
    { ...broker, db: "db0", key: "celeryev.*" },
    "100x60",
    "2x60",
  ),
];
