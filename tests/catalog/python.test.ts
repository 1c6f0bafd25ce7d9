import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import {
  AFTER_UPSTREAM,
  SEARCH_KEY_UID,
  searchKeyScript,
  serviceSettings,
  settingsModule,
} from "../../src/catalog/python/python.ts";
import { type Asked, inFolder, reason, withPython, withServer } from "./pythonTools.ts";

const run = promisify(execFile);

describe(`the settings module${reason}`, () => {
  test.each(["lms", "cms"] as const)("extends the upstream module of %s and of nobody else", (variant) => {
    const module = settingsModule(variant);
    expect(module).toContain(`from ${variant}.envs.production import *`);
    expect(module).not.toContain("__VARIANT__");
    expect(module).toContain(`"${AFTER_UPSTREAM}"`);
  });

  withPython("compiles", async () => {
    await inFolder({}, async (folder) => {
      const file = join(folder, "arboretum.py");
      writeFileSync(file, settingsModule("lms"));
      await run("python3", ["-m", "py_compile", file]);
    });
  });

  withPython(
    "sets what upstream overwrites, writes logs to standard output and closes the sandbox",
    async () => {
      await inFolder({}, async (folder) => {
        const upstream = [
          `ENV_TOKENS = {"${SEARCH_KEY_UID}": "the-uid", "${AFTER_UPSTREAM}": {"ALLOWED_HOSTS": ["learn.example.edu"], "SEARCH_ENGINE": "ours"}}`,
          'ALLOWED_HOSTS = ["*"]',
          "import sys",
          'LOGGING = {"formatters": {}, "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "standard"},',
          '  "local": {"class": "SysLog"}, "tracking": {"class": "SysLog", "formatter": "raw"}}, "loggers": {"tracking": {"handlers": ["tracking"]}}}',
          `DATA_DIR = ${JSON.stringify(join(folder, "data"))}`,
          `LOG_DIR = ${JSON.stringify(join(folder, "logs"))}`,
          `MEDIA_ROOT = ${JSON.stringify(join(folder, "media"))}`,
          `ORA2_FILEUPLOAD_ROOT = ${JSON.stringify(join(folder, "ora2"))}`,
          'VIDEO_IMAGE_SETTINGS = {"STORAGE_KWARGS": {"location": "/edx/media/"}}',
          'VIDEO_TRANSCRIPTS_SETTINGS = {"STORAGE_KWARGS": {"bucket_name": "videos", "location": "transcripts/"}}',
          'PROFILE_IMAGE_BACKEND = {"options": {"location": "/edx/media/profile-images/"}}',
        ];
        const files = {
          "lms/envs/production.py": upstream.join("\n"),
          "lms/envs/common.py": 'MEDIA_ROOT = "/edx/media/"\n',
          "lms/envs/arboretum.py": settingsModule("lms"),
          // Whoever may ask the server for one key is told all of them.
          "meilisearch/__init__.py":
            "class Client:\n    def get_key(self, key): raise Exception('the server was asked')\n",
          "codejail/jail_code.py":
            "configured = {}\ndef configure(name, path, user=None): configured[name] = path\n",
          "show.py": [
            "import json, meilisearch, os, codejail.jail_code",
            "from lms.envs import arboretum as s",
            "folders = [os.path.isdir(f) for f in (s.DATA_DIR, s.LOG_DIR, s.MEDIA_ROOT, s.ORA2_FILEUPLOAD_ROOT)]",
            "where = [s.VIDEO_IMAGE_SETTINGS['STORAGE_KWARGS'], s.VIDEO_TRANSCRIPTS_SETTINGS['STORAGE_KWARGS'], s.PROFILE_IMAGE_BACKEND['options']]",
            "print(json.dumps([s.ALLOWED_HOSTS, s.SEARCH_ENGINE, s.LOGGING, codejail.jail_code.configured, folders, where, meilisearch.Client().get_key('k').uid]))",
          ].join("\n"),
        };
        for (const [name, text] of Object.entries(files)) {
          execFileSync("mkdir", ["-p", join(folder, name, "..")]);
          writeFileSync(join(folder, name), text);
        }
        const { stdout } = await run("python3", ["show.py"], { cwd: folder });
        const [hosts, engine, logging, jail, folders, where, uid] = JSON.parse(stdout);
        expect(uid).toBe("the-uid");
        expect(hosts).toEqual(["learn.example.edu"]);
        expect(engine).toBe("ours");
        expect(logging.handlers).toEqual({
          console: { class: "logging.StreamHandler", formatter: "standard", stream: "ext://sys.stdout" },
          local: { class: "logging.NullHandler" },
          tracking: { class: "logging.StreamHandler", formatter: "raw", stream: "ext://sys.stdout" },
        });
        expect(logging.loggers.tracking.handlers).toEqual(["tracking"]);
        expect(jail).toEqual({ python: "/no/sandbox/is/declared" });
        expect(folders).toEqual([true, true, true, true]);
        // Upstream's own folder cannot be written to. What is in a bucket stays there.
        expect(where).toEqual([
          { location: join(folder, "media/") },
          { bucket_name: "videos", location: "transcripts/" },
          { location: join(folder, "media/profile-images/") },
        ]);
      });
    },
  );
});

describe(`the settings module of a service${reason}`, () => {
  withPython("extends upstream's, sets what it overwrites, and writes no log to a syslog", async () => {
    await inFolder({}, async (folder) => {
      const upstream = [
        `${AFTER_UPSTREAM} = {"ALLOWED_HOSTS": ["notes"]}`,
        'ALLOWED_HOSTS, OURS = ["*"], 1',
        // As upstream of the notes does, by way of Django: it has to find what it has assigned so far.
        "import importlib, os",
        'assert importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"]).OURS == 1',
        'LOGGING = {"version": 1, "handlers": {',
        '  "console": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},',
        '  "local": {"class": "logging.handlers.SysLogHandler", "address": "/dev/log"}},',
        '  "loggers": {"": {"handlers": ["local"], "level": "INFO"}, "quiet": {"handlers": [], "level": "INFO"}}}',
      ];
      execFileSync("mkdir", ["-p", join(folder, "notesserver/settings")]);
      writeFileSync(join(folder, "notesserver/settings/yaml_config.py"), upstream.join("\n"));
      const module = serviceSettings("notesserver.settings.yaml_config");
      writeFileSync(join(folder, "arboretum_settings.py"), module);
      const show = [
        "import arboretum_settings as s, logging, logging.config",
        "logging.config.dictConfig(s.LOGGING)",
        'logging.getLogger("any").info("%s %s %s", s.ALLOWED_HOSTS, s.OURS, s.LOGGING["loggers"]["quiet"]["handlers"])',
      ];
      writeFileSync(join(folder, "show.py"), show.join("\n"));
      const { stdout, stderr } = await run("python3", ["show.py"], {
        cwd: folder,
        env: { PATH: process.env.PATH, DJANGO_SETTINGS_MODULE: "arboretum_settings" },
      });
      expect([stdout, stderr]).toEqual(["['notes'] 1 []\n", ""]);
    });
  });
});

describe(`the script for the search key${reason}`, () => {
  const UID = "c0ffee00-0000-4000-8000-000000000000";
  const WATCHER = "c0ffee00-0000-4000-8000-000000000001";

  async function runAgainst(statusOfKey: number, more: Readonly<Record<string, string>> = {}) {
    const answer = ({ method }: Asked) => ({ status: method === "POST" ? 201 : statusOfKey, body: {} });
    return withServer(answer, (server, asked) =>
      inFolder({}, async (folder) => {
        const wanted = { server, master: "the master's", uid: UID, indexes: "academy_qa_*", ...more };
        const key = join(folder, "key.json");
        writeFileSync(key, JSON.stringify(wanted));
        const script = join(folder, "create.py");
        writeFileSync(script, searchKeyScript.replace("/run/search-key/key.json", key));
        expect(readFileSync(script, "utf8")).toContain(key);
        const { stdout } = await run("python3", [script], {
          env: { PATH: process.env.PATH, no_proxy: "*" },
        }).catch((error) => ({ stdout: `failed with ${error.code}` }));
        return { asked, stdout };
      }),
    );
  }

  withPython("creates the key where there is none, for the indexes of the deployment alone", async () => {
    const { asked, stdout } = await runAgainst(404);
    expect(stdout).toBe("The key of Open edX is created.\n");
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET /keys/${UID}`, "POST /keys"]);
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      "Bearer the master's",
      "Bearer the master's",
    ]);
    expect(asked[1]?.body).toEqual({
      uid: UID,
      name: "Open edX",
      actions: ["*"],
      indexes: ["academy_qa_*"],
      expiresAt: null,
    });
  });

  withPython("gives whoever looks how the server is a key that reads figures and nothing else", async () => {
    const { asked } = await runAgainst(404, { watcher: WATCHER });
    expect(asked[3]?.body).toEqual({
      uid: WATCHER,
      name: "Prometheus",
      actions: ["metrics.get"],
      indexes: ["*"],
      expiresAt: null,
    });
  });

  withPython("leaves a key that is there", async () => {
    const { asked, stdout } = await runAgainst(200);
    expect(stdout).toBe("The key of Open edX exists.\n");
    expect(asked).toHaveLength(1);
  });

  withPython("fails where the server refuses, so that the Job is tried again", async () => {
    const { asked, stdout } = await runAgainst(403);
    expect(stdout).toBe("failed with 1");
    expect(asked).toHaveLength(1);
  });
});
