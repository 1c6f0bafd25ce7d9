import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import {
  LOG_FORMAT,
  serviceSettings,
  settingsModule,
  TRACKING_LOG,
} from "../../src/catalog/python/python.ts";
import { inFolder, python, reason, withPython } from "./pythonTools.ts";

/** What upstream's module leaves behind in the releases that we know, as far as it is about logs. */
const UPSTREAM = `
import sys
from logging.handlers import SysLogHandler
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"standard": {"format": "%(levelname)s - %(message)s"}, "syslog_format": {"format": "[x] %(message)s"}, "raw": {"format": "%(message)s"}},
    "filters": {"context": {"()": "context.Known"}},
    "handlers": {
        "console": {"level": "INFO", "class": "logging.StreamHandler", "filters": ["context"], "formatter": "standard", "stream": sys.stderr},
        "local": {"level": "INFO", "class": "logging.handlers.SysLogHandler", "address": "/dev/log", "formatter": "syslog_format"},
        "tracking": {"level": "DEBUG", "class": "logging.handlers.SysLogHandler", "address": "/dev/log", "formatter": "raw"},
    },
    "loggers": {
        "tracking": {"handlers": ["tracking"], "level": "DEBUG", "propagate": False},
        "": {"handlers": ["console", "local"], "level": "INFO", "propagate": False},
    },
}
`;

const KNOWN = `
import logging
class Known(logging.Filter):
    def filter(self, record):
        record.userid, record.remoteip = 7, "192.0.2.7"
        return True
`;

const SPEAK = `
import logging, logging.config, sys
import importlib
settings = importlib.import_module(sys.argv[1])
logging.config.dictConfig(settings.LOGGING)
log = logging.getLogger("courseware.views")
log.info("opened %s", "a\\nb\\"c")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("broke")
logging.getLogger("tracking").info('{"event_type": "play_video"}')
`;

const platform = (folder: string, format: string) => ({
  "lms/envs/production.py": [
    UPSTREAM,
    `ENV_TOKENS = {"${LOG_FORMAT}": "${format}"}`,
    ...["DATA_DIR", "LOG_DIR", "MEDIA_ROOT", "ORA2_FILEUPLOAD_ROOT"].map(
      (name) => `${name} = ${JSON.stringify(join(folder, name))}`,
    ),
    "VIDEO_IMAGE_SETTINGS, VIDEO_TRANSCRIPTS_SETTINGS, PROFILE_IMAGE_BACKEND = {}, {}, {}",
  ].join("\n"),
  "lms/envs/common.py": 'MEDIA_ROOT = "/edx/media/"\n',
  "lms/envs/arboretum.py": settingsModule("lms"),
  "codejail/jail_code.py": "def configure(*names, **options): pass\n",
});

const service = (format: string) => ({
  "notes/settings.py": `${UPSTREAM}\n${LOG_FORMAT} = "${format}"\n`,
  "ours.py": serviceSettings("notes.settings"),
});

interface Spoken {
  readonly out: readonly string[];
  readonly err: string;
  readonly file: string;
}

async function speak(
  files: (folder: string) => Readonly<Record<string, string>>,
  module: string,
  tracking = false,
): Promise<Spoken> {
  return inFolder({}, async (folder) => {
    const { mkdirSync, writeFileSync } = await import("node:fs");
    const { dirname } = await import("node:path");
    const log = join(folder, "tracking.log");
    const all = {
      ...files(folder),
      "context.py": KNOWN,
      "speak.py": tracking
        ? `import os\nos.environ["${TRACKING_LOG}"] = ${JSON.stringify(log)}\n${SPEAK}`
        : SPEAK,
    };
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const { stdout, stderr } = await python(folder, "speak.py", module);
    return {
      out: stdout.trimEnd().split("\n"),
      err: stderr,
      file: tracking ? readFileSync(log, "utf8") : "",
    };
  });
}

describe(`lines of the log${reason}`, () => {
  withPython("of the platform are objects, each said once, and events stay as they are", async () => {
    const { out, err } = await speak((folder) => platform(folder, "json"), "lms.envs.arboretum");
    expect(err).toBe("");
    expect(out).toHaveLength(3);
    expect(JSON.parse(out[0] ?? "")).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: "INFO",
      logger: "courseware.views",
      message: 'opened a\nb"c',
      at: expect.stringMatching(/^speak\.py:\d+$/),
      process: expect.any(Number),
      user: 7,
      ip: "192.0.2.7",
    });
    expect(JSON.parse(out[1] ?? "")).toMatchObject({
      level: "ERROR",
      message: "broke",
      trace: expect.stringMatching(/^Traceback.*ZeroDivisionError/s),
    });
    expect(out[2]).toBe('{"event_type": "play_video"}');
  });

  withPython("of the platform are upstream's where somebody wants to read them", async () => {
    const { out } = await speak((folder) => platform(folder, "text"), "lms.envs.arboretum");
    expect(out.slice(0, 2)).toEqual(["INFO - opened a", 'b"c']);
  });

  withPython("with events go to the file of the archive as well", async () => {
    const { out, file } = await speak((folder) => platform(folder, "json"), "lms.envs.arboretum", true);
    expect([out[2], file]).toEqual(['{"event_type": "play_video"}', '{"event_type": "play_video"}\n']);
  });

  withPython("of a service are objects too", async () => {
    const { out, err } = await speak(() => service("json"), "ours");
    const lines = [...out, ...err.trimEnd().split("\n")].filter((line) => line.includes("courseware"));
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['opened a\nb"c', "broke"]);
  });
});
