import type { Service } from "../../blueprint/model.ts";
import { DUMPED } from "../../catalog/backups/servers.ts";
import { didYouMean } from "../../documents/nearest.ts";
import { type Call, UsageError } from "../command.ts";
import { environmentsOf, serverIn, wordsOf } from "./told.ts";

/** What is to be restored, and what of it is left out. */
export interface Asked {
  /** `daily/20261124T010000Z`. Absent: the newest. */
  readonly set?: string;
  /** The newest that was begun not after this moment: `20261124T120000Z`. */
  readonly until?: string;
  /** Databases and buckets, as their servers know them; `mysql/edxapp` is one of MySQL alone. */
  readonly exclude: readonly string[];
  /** Key of the one course that is wanted. */
  readonly course?: string;
}

export function askedOf(call: Call, backups: Service): Asked {
  const set = call.text("set");
  const until = call.text("until");
  const course = call.text("course");
  if (set !== undefined && until !== undefined)
    throw new UsageError("--set names a set and --until looks for one. Leave one of them out.");
  if (set !== undefined && !SET.test(set))
    throw new UsageError(
      `"${set}" is not the name of a set. Write one that --list shows: daily/20261124T010000Z.`,
    );
  if (course !== undefined && !COURSE.test(course))
    throw new UsageError(
      `"${course}" is not the key of a course. Write it as its address has it: course-v1:edX+DemoX+2026.`,
    );
  if (course !== undefined && call.text("exclude") !== undefined)
    throw new UsageError("Of one course nothing is left out. Leave out --exclude.");
  const moment = until === undefined ? undefined : momentOf(until);
  return {
    ...(set === undefined ? {} : { set }),
    ...(moment === undefined ? {} : { until: moment }),
    exclude: excluded(call.text("exclude") ?? "", namesIn(backups)),
    ...(course === undefined ? {} : { course }),
  };
}

const SET = /^(?:daily|weekly|monthly)\/\d{8}T\d{6}Z$/;
const COURSE = /^course-v1:[^\s/+'"$`\\]+\+[^\s/+'"$`\\]+\+[^\s/+'"$`\\]+$/;

/** `2026-11-24` is the end of that day, `2026-11-24T12:00Z` that minute; all of it is UTC, as the names of sets are. */
function momentOf(written: string): string {
  const compact = /^\d{8}T\d{6}Z$/;
  if (compact.test(written)) return written;
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(written) ? `${written}T23:59:59Z` : written;
  const date = /T\d{2}:\d{2}(?::\d{2})?Z$/.test(whole) ? new Date(whole) : new Date(Number.NaN);
  if (Number.isNaN(date.valueOf()))
    throw new UsageError(
      `"${written}" is not a moment. Write a day or a minute in UTC: 2026-11-24, 2026-11-24T12:00Z.`,
    );
  return date.toISOString().replace(/[-:]|\.\d+/g, "");
}

/** Databases, each with its server, and buckets that a restore writes, from what its containers are told. */
export function namesIn(backups: Service): {
  readonly databases: readonly string[];
  readonly buckets: readonly string[];
} {
  const databases = DUMPED.flatMap((store) =>
    wordsOf(serverIn(backups, store)?.DATABASES).map((name) => `${store}/${name}`),
  );
  const buckets = environmentsOf(backups, "restore").flatMap((one) => wordsOf(one.BUCKETS));
  return { databases, buckets: [...new Set(buckets)] };
}

/** A bucket may be called by its purpose alone: `videos`. A database by its server as well, where two have one of that name: `mongodb/edxapp`. */
function excluded(written: string, { databases, buckets }: ReturnType<typeof namesIn>): readonly string[] {
  const names = written
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const all = [...new Set([...databases.map((one) => one.replace(/^.*\//, "")), ...databases, ...buckets])];
  return names.map((name) => {
    const found = all.find((one) => one === name) ?? buckets.find((one) => one.endsWith(`-${name}`));
    if (found !== undefined) return found;
    throw new UsageError(
      `There is no database or bucket "${name}".${didYouMean(name, all)} One of: ${all.join(", ")}.`,
    );
  });
}
