import type { Context } from "./context.ts";

/** Somebody who is told what happens on a topic, in the pods of an application. */
export interface Consumer {
  readonly name: string;
  /** What comes after `manage.py`. */
  readonly command: readonly string[];
}

/** What an application hears. Its place on a topic is kept by name, so that a new pod goes on where the old one was. */
export const consumersOf = (application: string, { settings }: Context): readonly Consumer[] =>
  settings.events.consumers
    .filter((one) => one.application === application)
    .map(({ topic, group = application }) => ({
      name: `${application}-events-${topic}`,
      command: [
        "consume_events",
        `--topic=${topic}`,
        `--group_id=${group}`,
        // Without this a consumer that starts again skips all that came while it was away.
        `--extra=${JSON.stringify({ consumer_name: group, check_backlog: true })}`,
      ],
    }));
