import { component } from "../../vocabulary/connection.ts";
import { secret } from "../../vocabulary/late.ts";
import type { Application } from "../application.ts";
import type { Contribution } from "../configuration.ts";
import { addressOf, type Context } from "../context.ts";
import { sessionCookie } from "../django/browser.ts";
import { migration, migrations } from "../edxapp/chains.ts";
import { configuration } from "../edxapp/configuration.ts";
import { componentsOf, storeConnections, webConnections } from "../edxapp/connections.ts";
import { content, history, platform } from "../edxapp/databases.ts";
import { demo, demoConnections, demoFiles } from "../edxapp/demoCourse.ts";
import { sharedFolder } from "../edxapp/imports.ts";
import { filesOf } from "../edxapp/pods.ts";
import { SEARCH_FILL, searchFill, searchFillFiles } from "../edxapp/searchFill.ts";
import { SETUP, setup, setupFiles } from "../edxapp/setup.ts";
import { web } from "../edxapp/web.ts";
import { brokerLogin, workersOf } from "../edxapp/workers.ts";
import { WEB_PORT } from "../openedxImage.ts";

const SIGN_ON = "cms-sso";
const SIGN_ON_SECRET = "cms/sso-secret";

/** Studio: where authors write courses. It has no accounts of its own: people log in with the LMS. */
export const cms: Application = {
  name: "cms",
  builtFrom: "edx-platform",

  secrets: [{ name: SIGN_ON_SECRET, shape: { kind: "password", length: 50 }, loss: "cheap" }],
  mysql: [platform, history],
  mongodb: [content],
  buckets: {
    openedx: "write",
    openedxuploads: "read",
    openedxlearning: "write",
    videos: "write",
    tracking: "write",
    exports: "write",
  },
  hosts: (context) => [
    {
      name: "studio",
      host: context.settings.edge.studio,
      component: "cms",
      upload: context.settings.traffic.uploads.studio,
      ...(context.settings.studio.imports?.by === "routing"
        ? { stickTo: sessionCookie("cms", context) }
        : {}),
    },
  ],
  volumes: sharedFolder,
  connections: (context) => [
    ...webConnections(context, "cms"),
    ...componentsOf("cms", context).map((from) => ({
      from: component(from),
      to: component("lms"),
      port: WEB_PORT,
      why: "logs authors in, and asks for what only the LMS knows",
    })),
    ...storeConnections(context, [SEARCH_FILL]),
    ...demoConnections(context),
  ],

  clients: (context) => [
    {
      name: SIGN_ON,
      user: { name: "cms", email: `cms@${context.settings.edge.domain}`, staff: false, superuser: false },
      grant: "authorization-code",
      id: SIGN_ON,
      secret: SIGN_ON_SECRET,
      redirects: [`${addressOf(context, "studio")}/complete/edx-oauth2/`],
      scopes: ["user_id"],
    },
  ],

  configuration: (context) => configuration("cms", context, signOn(context), authoring(context)),
  files: (context, configured) => ({
    ...filesOf("cms", context, configured),
    ...setupFiles("cms", context),
    ...searchFillFiles(context),
    ...brokerLogin("cms", context),
    ...demoFiles(context),
  }),
  prepare: (context) => [
    migrations(context, [migration("cms", context, "cms-migrate")]),
    setup("cms", context),
    searchFill(context),
    ...demo(context),
  ],

  needs: [SETUP],
  web: (context) => web("cms", context),
  workers: (context) => workersOf("cms", context),
};

/** Browsers are sent to the public address of the LMS; Studio itself asks it inside the cluster. */
const signOn = (context: Context): Contribution => ({
  source: "catalog: sign-on",
  values: {
    SOCIAL_AUTH_EDX_OAUTH2_KEY: SIGN_ON,
    SOCIAL_AUTH_EDX_OAUTH2_SECRET: secret(SIGN_ON_SECRET),
    SOCIAL_AUTH_EDX_OAUTH2_URL_ROOT: `http://${context.hostOf("lms")}:${WEB_PORT}`,
    SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT: addressOf(context, "domain"),
    SOCIAL_AUTH_REDIRECT_IS_HTTPS: context.settings.edge.https,
    FRONTEND_LOGIN_URL: `${addressOf(context, "domain")}/login`,
    FRONTEND_REGISTER_URL: `${addressOf(context, "domain")}/register`,
  },
});

const authoring = ({ settings }: Context): Contribution => ({
  source: "catalog: cms",
  values: {
    STUDIO_NAME: `${settings.site.name} Studio`,
    MAX_ASSET_UPLOAD_FILE_SIZE_IN_MB: 100,
  },
});
