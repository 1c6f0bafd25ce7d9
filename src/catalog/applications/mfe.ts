import { MFE_IMAGE } from "../../releases/applications.ts";
import { component, edge } from "../../vocabulary/connection.ts";
import { text } from "../../vocabulary/content.ts";
import type { Application } from "../application.ts";
import { CADDY, mfeCaddyfile } from "../caddyfile.ts";
import { addressOf, hasSite } from "../context.ts";
import { settingsOfLms, settingsOfStudio, siteValues } from "../mfe/settings.ts";
import { HOME, WEB_PORT } from "../openedxImage.ts";
import { sizeOf } from "../scale.ts";
import { caddyWeb, copied } from "../static/pod.ts";

const NAME = "mfe";
const DIST = `${HOME}/dist`;

/** The pages of the micro-frontends. What they are part of, each asks the LMS when it is opened. */
export const mfe: Application = {
  name: NAME,
  kind: "static",
  builtFrom: MFE_IMAGE,
  needs: [],
  hosts: ({ settings }) => [{ name: "apps", host: settings.edge.apps, component: NAME }],
  connections: () => [
    { from: edge, to: component(NAME), port: CADDY.port, why: "pages of the micro-frontends" },
    { from: component(NAME), to: component("lms"), port: WEB_PORT, why: "what the pages are part of" },
    { from: component(NAME), to: component("assets"), port: CADDY.port, why: "files of other images" },
  ],
  files: (context) => ({
    "mfe-configuration": {
      Caddyfile: text(
        mfeCaddyfile({
          apps: context.microFrontends.map(({ path }) => path),
          site: hasSite(context),
          release: context.release,
          home: addressOf(context, "domain"),
          lms: { address: `${context.hostOf("lms")}:${WEB_PORT}`, host: context.settings.edge.domain },
          elsewhere: `${context.hostOf("assets")}:${CADDY.port}`,
        }),
      ),
    },
  }),
  web: (context) => {
    // One with an image of its own takes its place in the shared one.
    const own = context.microFrontends.flatMap(({ name, path, image }) =>
      image === undefined
        ? []
        : [
            {
              name,
              image,
              folder: `${DIST}/${path}`,
              volume: { from: "scratch", name, size: "256Mi" } as const,
            },
          ],
    );
    return caddyWeb(NAME, sizeOf(NAME, context.settings.scale), context.image, {
      initial: own.map(({ name, image, folder, volume }) =>
        copied(`bring-${name}`, image, [{ from: folder, to: { ...volume, path: "/own" } }]),
      ),
      mounts: own.map(({ folder, volume }) => ({ ...volume, path: folder })),
    });
  },
  tells: { lms: settingsOfLms, cms: settingsOfStudio },
  rows: (context) => ({ site: siteValues(context) }),
};
