import { component, edge } from "../../vocabulary/connection.ts";
import { json, text } from "../../vocabulary/content.ts";
import { secret } from "../../vocabulary/late.ts";
import type { Application } from "../application.ts";
import { CADDY } from "../caddyfile.ts";
import { addressOf, type Context } from "../context.ts";
import { portalCaddyfile } from "../portal/caddyfile.ts";
import type { ServiceSize } from "../scale.ts";
import { caddyWeb, FILES_OF_A_SERVER } from "../static/pod.ts";
import { ISSUER_ID } from "./credentials.ts";

const NAME = "verify";

/** Some files, now and then: it never has to be large. */
const SIZE: ServiceSize = { min: 1, max: 2, processes: 1, cpu: "50m", memory: "64Mi", target: 75 };

/** What the page knows of the deployment. Its own issuer is known by the key, before anybody has seen it. */
const brandingOf = (context: Context) => {
  const { credentials, site } = context.settings;
  const { verifiable, blockcerts } = credentials;
  const own = [
    ...(verifiable ? [{ id: secret(ISSUER_ID), name: site.name }] : []),
    ...(blockcerts ? [{ id: blockcerts.profile, name: site.name }] : []),
  ];
  return {
    title: credentials.portal?.title ?? site.name,
    colour: credentials.portal?.colour ?? "",
    home: addressOf(context, "domain"),
    issuers: [...own, ...(credentials.portal?.issuers ?? [])],
  };
};

/** A public page on which anybody verifies a credential, in their own browser. It asks nobody, and keeps nothing. */
export const verify: Application = {
  name: NAME,
  kind: "static",
  group: "credentials",
  builtFrom: "credentials",
  present: ({ settings }) => settings.credentials.portal !== undefined,
  needs: [],
  // Its server says what its page may do. What a gateway says of pages would take the place of that.
  hosts: ({ settings }) => [{ name: NAME, host: settings.edge.verify, component: NAME, pages: false }],
  connections: () => [
    { from: edge, to: component(NAME), port: CADDY.port, why: "the page that verifies credentials" },
  ],
  files: (context) => ({
    [`${NAME}-configuration`]: {
      Caddyfile: text(portalCaddyfile(FILES_OF_A_SERVER)),
      "settings.json": json(brandingOf(context)),
    },
  }),
  web: ({ settings }) =>
    caddyWeb(NAME, SIZE, settings.credentials.portal?.image ?? "", { initial: [], mounts: [] }),
};
