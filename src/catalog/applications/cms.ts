import { component } from "../../vocabulary/connection.ts";
import { secret } from "../../vocabulary/late.ts";
import type { Application } from "../application.ts";
import type { Contribution } from "../configuration.ts";
import { addressOf, type Context } from "../context.ts";
import { MIGRATIONS, migration, migrations } from "../edxapp/chains.ts";
import { configuration } from "../edxapp/configuration.ts";
import { webConnections } from "../edxapp/connections.ts";
import { content, history, platform } from "../edxapp/databases.ts";
import { filesOf } from "../edxapp/pods.ts";
import { web } from "../edxapp/web.ts";
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
  hosts: ({ settings }) => [{ name: "studio", host: settings.edge.studio, component: "cms" }],
  connections: (context) => [
    ...webConnections(context, "cms"),
    { from: component("cms"), to: component("lms"), port: WEB_PORT, why: "logs authors in" },
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
  files: (context, configured) => filesOf("cms", context, configured),
  prepare: (context) => [migrations([migration("cms", context, "cms-migrate")])],

  needs: [MIGRATIONS, "search-key"],
  web: (context) => web("cms", context),
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
