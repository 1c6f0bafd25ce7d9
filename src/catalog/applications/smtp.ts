import { component, network } from "../../vocabulary/connection.ts";
import { text } from "../../vocabulary/content.ts";
import type { Application } from "../application.ts";
import { RELAY } from "../django/mail.ts";
import { EXIM, eximArguments, eximConfiguration } from "../exim.ts";
import { resourcesOf } from "../scale.ts";

const { name: NAME, port: PORT } = RELAY;
const FILES = `${NAME}-configuration`;

/** It greets whoever connects, and that it does so is all that can be asked of it. */
export const GREETS = ["sh", "-c", `echo QUIT | nc -w 3 127.0.0.1 ${PORT} | grep -q ^220`];

/** Delivers the mail of the deployment to whoever receives it. What it has not delivered yet is lost with its pod. */
export const smtp: Application = {
  name: NAME,
  kind: "relay",
  builtFrom: "edx-platform",
  present: ({ settings }) => settings.mail?.via === "relay",
  needs: [],
  connections: () => [
    { from: component(NAME), to: network("receivers", "internet"), port: 25, why: "delivers mail" },
  ],
  files: ({ settings }) => ({
    [FILES]: { "exim.conf": text(eximConfiguration(settings.edge.domain, PORT)) },
  }),
  web: (context) => ({
    name: NAME,
    // Two would deliver no faster, and each would have a queue of its own to lose.
    scaling: { by: "fixed", replicas: 1 },
    surge: 1,
    processes: 1,
    pod: {
      image: context.publishedImage("smtp"),
      args: eximArguments,
      environment: {},
      user: { uid: 100, gid: 101 },
      port: { name: "smtp", number: PORT },
      probes: {
        startup: { by: "tcp", seconds: 120 },
        readiness: { by: "command", command: GREETS },
        liveness: { by: "tcp" },
      },
      resources: resourcesOf({ cpu: "50m", memory: "64Mi" }),
      mounts: [
        { from: "files", files: FILES, path: EXIM.configuration, only: "exim.conf" },
        { from: "scratch", name: "spool", path: EXIM.spool, size: "1Gi" },
        { from: "scratch", name: "log", path: EXIM.log, size: "16Mi" },
        { from: "scratch", name: "tmp", path: "/tmp", size: "64Mi" },
      ],
      grace: 60,
      drain: 15,
    },
  }),
};
