import { isKnown, type Known } from "../releases/known.ts";
import type { Profile } from "../settings/sections/scale.ts";
import type { Variant } from "./edxapp/variant.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** A list of tasks on the broker, and how whoever works on it has to behave. Times in seconds. */
export interface Queue {
  readonly name: string;
  /** Tasks that a process takes before it has begun them. */
  readonly prefetch: number;
  /** Tasks after which a process is replaced, because memory leaks. */
  readonly tasksPerChild: number;
  /** The tasks of it that may repeat are taken off the list when they are done, not when they are begun. */
  readonly acksLate: boolean;
  /** Such a task goes back on the list when its process dies, which is nearly always for want of memory. */
  readonly rejectOnWorkerLost: boolean;
  /** How long its tasks take at most. */
  readonly longest: Known<number>;
  /** How long a worker may go on with what it has begun, once it is told to stop. */
  readonly grace: number;
  /** Somebody always works on it, and no autoscaler of nodes moves who does. */
  readonly steady: boolean;
  /** Waiting tasks for which there is one pod. */
  readonly waitingPerPod: number;
  /** Pods are only taken away after it was empty for so long. */
  readonly cooldown: number;
}

const ordinary = {
  prefetch: 1,
  tasksPerChild: 100,
  acksLate: true,
  rejectOnWorkerLost: true,
  longest: { unknown: "Nobody has published how long its tasks take." },
  grace: 10 * MINUTE,
  steady: false,
  waitingPerPod: 10,
  cooldown: 5 * MINUTE,
} as const;

/**
 * Grade reports and certificates. A problem report of a course of 5,000 learners took 80 minutes at MIT, and was lost when its
 * pod was given 30 seconds; MIT now gives it four hours, one process and one task each, and a pod for every task that waits.
 */
const long = {
  ...ordinary,
  tasksPerChild: 1,
  // A report that ran out of memory once would do so for ever, and keep every other report waiting.
  rejectOnWorkerLost: false,
  longest: 4 * HOUR,
  grace: 4 * HOUR,
  steady: true,
  waitingPerPod: 1,
  cooldown: 30 * MINUTE,
} as const;

/** Every queue that a release of the platform names. */
export const QUEUES = [
  { name: "edx.lms.core.default", ...ordinary },
  { name: "edx.lms.core.high", ...ordinary },
  { name: "edx.lms.core.high_mem", ...long },
  { name: "edx.cms.core.default", ...ordinary },
  { name: "edx.cms.core.high", ...ordinary },
  { name: "edx.cms.core.low", ...ordinary },
] as const satisfies readonly Queue[];

export type QueueName = (typeof QUEUES)[number]["name"];

/** A Deployment of workers, and the queues that it works on. */
export type Layout = Readonly<Record<string, readonly QueueName[]>>;

const together = {
  lms: { "lms-worker": ["edx.lms.core.default", "edx.lms.core.high", "edx.lms.core.high_mem"] },
  cms: { "cms-worker": ["edx.cms.core.default", "edx.cms.core.high", "edx.cms.core.low"] },
} as const;

/** A report takes the processor and the memory of whoever else is in the pod. */
const reportsApart = {
  "lms-worker": ["edx.lms.core.default", "edx.lms.core.high"],
  "lms-worker-high-mem": ["edx.lms.core.high_mem"],
} as const;

/** Thousands of regrades wait on the default queue after one change of a course, and bulk mail must not wait behind them. */
const allApart = {
  lms: {
    "lms-worker": ["edx.lms.core.default"],
    "lms-worker-high": ["edx.lms.core.high"],
    "lms-worker-high-mem": ["edx.lms.core.high_mem"],
  },
  cms: {
    "cms-worker": ["edx.cms.core.default", "edx.cms.core.high"],
    "cms-worker-low": ["edx.cms.core.low"],
  },
} as const;

/** Celery takes from several queues in turns, so that in one pod too nothing starves. Pods of their own cost memory. */
export const LAYOUTS: Readonly<Record<Variant, Readonly<Record<Profile, Layout>>>> = {
  lms: {
    ci: together.lms,
    small: together.lms,
    medium: reportsApart,
    large: allApart.lms,
    xlarge: allApart.lms,
  },
  cms: {
    ci: together.cms,
    small: together.cms,
    medium: together.cms,
    large: allApart.cms,
    xlarge: allApart.cms,
  },
};

/** What happens if a task runs twice. */
export type Repeat = "harmless" | "harmful";

export interface Task {
  readonly name: string;
  readonly queue: QueueName;
  readonly repeat: Known<Repeat>;
  readonly why: string;
}

const task = (queue: QueueName, repeat: Repeat, why: string, names: readonly string[]): readonly Task[] =>
  names.map((name) => ({ name, queue, repeat, why }));

const unread = (queue: QueueName, names: readonly string[]): readonly Task[] =>
  names.map((name) => ({
    name,
    queue,
    repeat: { unknown: "Its code says nothing of being run twice, and nobody has tried." },
    why: "nobody knows",
  }));

/**
 * What the code of the platform says of its tasks: `production.py` of the LMS and of Studio where they are sent, the task
 * itself whether it may repeat. A task that is not listed here is as good as one that nobody knows.
 */
export const TASKS: readonly Task[] = [
  ...task("edx.lms.core.high_mem", "harmless", "it reads grades and writes a new report", [
    "lms.djangoapps.instructor_task.tasks.calculate_grades_csv",
    "lms.djangoapps.instructor_task.tasks.calculate_problem_grade_report",
  ]),
  ...task("edx.lms.core.high_mem", "harmless", "it works out again what follows from the course", [
    "openedx.core.djangoapps.content.course_overviews.tasks.async_course_overview_update",
  ]),
  ...task("edx.lms.core.high", "harmless", "it does nothing but answer", [
    "openedx.core.djangoapps.heartbeat.tasks.sample_task",
  ]),
  ...task("edx.lms.core.default", "harmless", "it works out again what follows from the stored scores", [
    "lms.djangoapps.grades.tasks.recalculate_subsection_grade_v3",
    "lms.djangoapps.grades.tasks.recalculate_course_and_subsection_grades_for_user",
  ]),
  ...task("edx.lms.core.high", "harmful", "whoever had the mail before it was cut off gets it again", [
    "lms.djangoapps.bulk_email.tasks.send_course_email",
  ]),
  ...task("edx.lms.core.default", "harmful", "whoever had the mail before it was cut off gets it again", [
    "lms.djangoapps.instructor_task.tasks.send_bulk_course_email",
    "lms.djangoapps.verify_student.tasks.send_verification_status_email",
    "lms.djangoapps.verify_student.tasks.send_ace_message",
    "openedx.core.djangoapps.schedules.tasks._recurring_nudge_schedule_send",
    "openedx.core.djangoapps.schedules.tasks._upgrade_reminder_schedule_send",
    "openedx.core.djangoapps.schedules.tasks._course_update_schedule_send",
  ]),
  ...task("edx.lms.core.default", "harmful", "it takes away what learners have done since", [
    "lms.djangoapps.instructor_task.tasks.reset_problem_attempts",
    "lms.djangoapps.instructor_task.tasks.delete_problem_state",
  ]),
  ...unread("edx.lms.core.high_mem", ["lms.djangoapps.instructor_task.tasks.generate_certificates"]),
  ...unread("edx.lms.core.high", ["lms.djangoapps.verify_student.tasks.send_request_to_ss_for_user"]),
  ...unread("edx.lms.core.default", [
    "lms.djangoapps.instructor_task.tasks.rescore_problem",
    "common.djangoapps.entitlements.tasks.expire_old_entitlements",
    "openedx.core.djangoapps.programs.tasks.award_program_certificates",
    "openedx.core.djangoapps.programs.tasks.revoke_program_certificates",
    "openedx.core.djangoapps.programs.tasks.award_course_certificate",
    "openedx.core.djangoapps.programs.tasks.update_certificate_available_date_on_course_update",
  ]),
  ...unread("edx.cms.core.default", ["cms.djangoapps.contentstore.tasks.update_search_index"]),
];

/** What nobody knows may do harm. */
export const mayRepeat = ({ repeat }: Task): boolean => isKnown(repeat) && repeat === "harmless";

/** Tasks of a queue that are taken off the list before they are begun: better lost than done twice. */
export const mustNotRepeat = (queue: QueueName): readonly Task[] =>
  TASKS.filter((one) => one.queue === queue && !mayRepeat(one));
