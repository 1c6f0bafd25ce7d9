import { component, processes } from "../../vocabulary/connection.ts";
import { text, yaml } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import type { Application } from "../application.ts";
import { type Contribution, mergeContributions } from "../configuration.ts";
import type { Context } from "../context.ts";
import { logging } from "../django/logging.ts";
import { serviceSettings } from "../python/python.ts";
import { resourcesOf, scaled, sizeOf } from "../scale.ts";
import { userSettings } from "../userSettings.ts";

const NAME = "codejail";
const PORT = 8550;
const FOLDER = "/run/configuration";

const told = (context: Context): Contribution => ({
  source: "catalog: codejail",
  values: {
    ENABLE_CODEJAIL_REST_SERVICE: true,
    CODE_JAIL_REST_SERVICE_HOST: `http://${context.hostOf(NAME)}:${PORT}`,
  },
});

/** Runs the Python of problems. Whoever asks it is not asked back, so nobody but the platform reaches it, and it reaches nobody. */
export const codejail: Application = {
  name: NAME,
  builtFrom: NAME,
  apart: { suffix: NAME, trust: "baseline", mute: true },
  secrets: [{ name: "codejail/secret-key", shape: { kind: "password", length: 50 }, loss: "cheap" }],
  needs: [],
  required: {
    CODE_JAIL:
      "Write where its image has the Python of the sandbox, and as which user: { python_bin: /sandbox/venv/bin/python, user: sandbox, limits: { … } }",
  },
  connections: () =>
    ["lms", "cms"].map((caller) => ({
      from: processes(caller),
      to: component(NAME),
      port: PORT,
      why: "Python of problems",
    })),
  tells: { lms: told, cms: told },
  configuration: (context) =>
    mergeContributions([
      {
        source: "catalog: codejail",
        values: {
          SECRET_KEY: secret("codejail/secret-key"),
          ALLOWED_HOSTS: [NAME, context.hostOf(NAME)],
          // Until its own tests of the sandbox pass it is not ready, and nobody is sent to it.
          CODEJAIL_ENABLED: true,
        },
      },
      logging(context),
      ...userSettings(NAME, context),
    ]),
  files: (_, configuration) => ({
    "codejail-configuration": {
      "codejail.yml": yaml(configuration.values),
      "arboretum_settings.py": text(serviceSettings("codejail_service.settings.production")),
    },
  }),
  web: (context) => {
    const size = sizeOf(NAME, context.settings.scale);
    const { user, profile } = context.settings.codejail;
    const well = { by: "http", path: "/health/", host: NAME } as const;
    return {
      name: NAME,
      ...scaled(size),
      processes: size.processes,
      pod: {
        image: context.image,
        command: [
          "gunicorn",
          "--config=codejail_service/docker_gunicorn_configuration.py",
          `--bind=0.0.0.0:${PORT}`,
          `--workers=${size.processes}`,
          "--max-requests=1000",
          "--worker-tmp-dir=/tmp",
          "codejail_service.wsgi:application",
        ],
        environment: {
          CODEJAIL_SERVICE_CFG: `${FOLDER}/codejail.yml`,
          DJANGO_SETTINGS_MODULE: "arboretum_settings",
          PYTHONPATH: FOLDER,
          PYTHONDONTWRITEBYTECODE: "1",
        },
        user: { uid: user, gid: user },
        port: { name: "http", number: PORT },
        probes: { startup: { ...well, seconds: 180 }, readiness: well, liveness: { by: "tcp" } },
        resources: resourcesOf(size),
        mounts: [
          { from: "files", files: "codejail-configuration", path: FOLDER },
          { from: "scratch", name: "tmp", path: "/tmp", size: "512Mi" },
        ],
        grace: 30,
        drain: 15,
        sandbox: { profile },
      },
    };
  },
};
