import { component, edge } from "../../vocabulary/connection.ts";
import { text } from "../../vocabulary/content.ts";
import type { Application } from "../application.ts";
import { assetsCaddyfile, CADDY } from "../caddyfile.ts";
import type { Context } from "../context.ts";
import { hostsOf, staticHost } from "../edxapp/hosts.ts";
import { HOME } from "../openedxImage.ts";
import { sizeOf } from "../scale.ts";
import { type Copy, caddyWeb, copied } from "../static/pod.ts";

const NAME = "assets";

/** The image that runs and those before it, the newest first. */
const imagesOf = (context: Context, application: string): readonly string[] =>
  context.has(application) ? [context.imageOf(application), ...context.imagesBefore(application)] : [];

const place = (kind: string, index: number) => ({
  from: "scratch" as const,
  name: `${kind}-${index + 1}`,
  path: `/${kind}/${index + 1}`,
  size: "1Gi",
});

/** What is taken out of which image. */
const copiesOf = (context: Context): readonly (Copy & { readonly image: string })[] => [
  ...imagesOf(context, "edx-platform").map((image, index) => ({
    image,
    from: `${HOME}/staticfiles`,
    to: place("assets", index),
  })),
  ...imagesOf(context, "mfe").map((image, index) => ({
    image,
    from: `${HOME}/dist`,
    to: place("chunks", index),
  })),
  ...context.microFrontends.flatMap(({ image, path }) =>
    image ? [{ image, from: `${HOME}/dist/${path}`, to: place("chunks", 0), below: path }] : [],
  ),
];

/**
 * The files with a hash in their name, of the last images: a page that was loaded before an update, or comes from a pod that is
 * not updated yet, finds what it asks for. New pods of it are there before anybody else is updated.
 */
export const assets: Application = {
  name: NAME,
  kind: "static",
  builtFrom: "edx-platform",
  precedes: ["lms", "cms", "mfe"],
  needs: [],
  hosts: (context) => [
    ...[...hostsOf("lms", context), ...hostsOf("cms", context)].map((one) => ({
      ...one,
      component: NAME,
      paths: ["/static/*"],
      pages: false as const,
    })),
    ...(staticHost(context.settings)
      ? [{ name: "static", host: context.settings.edge.static, component: NAME, pages: false as const }]
      : []),
  ],
  connections: () => [{ from: edge, to: component(NAME), port: CADDY.port, why: "static files" }],
  files: (context) => ({
    "assets-configuration": {
      Caddyfile: text(
        assetsCaddyfile({
          images: imagesOf(context, "edx-platform").length,
          chunks: imagesOf(context, "mfe").length,
        }),
      ),
    },
  }),
  web: (context) => {
    const copies = copiesOf(context);
    return caddyWeb(NAME, sizeOf(NAME, context.settings.scale), context.publishedImage("caddy"), {
      initial: copies.map(({ image, ...copy }) =>
        copied(`copy-${copy.below ?? copy.to.name}`, image, [copy]),
      ),
      mounts: [...new Map(copies.map(({ to }) => [to.name, to])).values()],
    });
  },
};
