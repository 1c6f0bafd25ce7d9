import { component, edge } from "../../vocabulary/connection.ts";
import type { Application, SecretNeed } from "../application.ts";
import type { Contribution } from "../configuration.ts";
import { type ApplicationContext, addressOf, publicPort } from "../context.ts";
import { mailConnections, senderOf } from "../django/mail.ts";
import { accounts } from "../edxapp/accounts.ts";
import { MIGRATIONS, migration, migrations } from "../edxapp/chains.ts";
import { configuration } from "../edxapp/configuration.ts";
import { storeConnections, webConnections } from "../edxapp/connections.ts";
import { content, history, platform } from "../edxapp/databases.ts";
import { hostsOf } from "../edxapp/hosts.ts";
import {
  identity,
  identityConnections,
  identityFiles,
  identityRows,
  identitySecrets,
} from "../edxapp/identity.ts";
import { filesOf } from "../edxapp/pods.ts";
import { periodic, periodicNames } from "../edxapp/schedules.ts";
import { SETUP, setup, setupFiles } from "../edxapp/setup.ts";
import { web } from "../edxapp/web.ts";
import { brokerLogin, countingConnections, workersOf } from "../edxapp/workers.ts";
import type { OAuthClient } from "../oauthClient.ts";

const key = (name: string): Pick<SecretNeed, "name" | "shape"> => ({
  name,
  shape: { kind: "password", length: 50 },
});

/** The LMS: what learners see, and the home of accounts, grades and certificates. */
export const lms: Application = {
  name: "lms",
  builtFrom: "edx-platform",

  secrets: [
    { name: "openedx/secret-key", shape: { kind: "password", length: 50 }, loss: "cheap" },
    // What is encrypted or named by these is lost with them, so none of them is upstream's default that everybody knows.
    {
      ...key("openedx/fernet-key"),
      loss: "irreplaceable",
      lasting: "What the database keeps is encrypted by it.",
    },
    {
      ...key("openedx/retirement-salt"),
      loss: "irreplaceable",
      lasting: "Names of retired accounts are made with it.",
    },
    {
      ...key("openedx/profile-image-seed"),
      loss: "irreplaceable",
      lasting: "Pictures of profiles are named by it.",
    },
    { name: "jwt/shared-key", shape: { kind: "password", length: 50 }, loss: "cheap" },
    { name: "jwt/key", shape: { kind: "rsa", bits: 2048 }, loss: "irreplaceable" },
    { name: "jwt/private-jwk", shape: { kind: "jwk", of: "jwt/key", form: "private" }, loss: "cheap" },
    { name: "jwt/public-jwk-set", shape: { kind: "jwk", of: "jwt/key", form: "publicSet" }, loss: "cheap" },
    ...identitySecrets,
  ],
  mysql: [platform, history],
  mongodb: [content],
  buckets: {
    openedx: "write",
    openedxuploads: "write",
    openedxgrades: "write",
    openedxlearning: "read",
    profileimages: "write",
    videos: "write",
    tracking: "write",
  },
  hosts: (context) =>
    hostsOf("lms", context).map((one) => ({
      ...one,
      component: "lms",
      upload: context.settings.traffic.uploads.lms,
    })),
  connections: (context) => [
    ...webConnections(context, "lms"),
    // Studio's parts of these chains run in the same pods.
    ...storeConnections(context, [MIGRATIONS, SETUP, ...periodicNames(context).all]),
    ...periodicNames(context).sending.flatMap((name) => mailConnections(name, context.settings.mail)),
    ...periodicNames(context).asking.map((name) => ({
      from: component(name),
      to: edge,
      port: publicPort(context),
      why: "programmes of the catalogue",
    })),
    ...countingConnections(context),
    ...identityConnections(context),
  ],

  configuration: (context) =>
    configuration("lms", context, learning(context), signOut(context), accounts(context), identity(context)),
  files: (context, configured) => ({
    ...filesOf("lms", context, configured),
    ...setupFiles("lms", context),
    ...brokerLogin("lms", context),
    ...identityFiles(context),
  }),

  prepare: (context) => [
    migrations(context, [
      migration("lms", context, "lms-migrate"),
      // `migrate` knows one database at a time, and this one was forgotten for years elsewhere.
      migration("lms", context, "lms-migrate-history", ["--database", "student_module_history"]),
    ]),
    setup("lms", context),
    ...identityRows(context),
  ],

  needs: [SETUP],
  web: (context) => web("lms", context),
  workers: (context) => workersOf("lms", context),
  schedules: periodic,
};

/** How the catalogue and mails look. */
const learning = (context: ApplicationContext): Contribution => ({
  source: "catalog: lms",
  values: {
    COURSE_CATALOG_VISIBILITY_PERMISSION: "see_in_catalog",
    COURSE_ABOUT_VISIBILITY_PERMISSION: "see_about_page",
    SEARCH_SKIP_ENROLLMENT_START_DATE_FILTERING: true,
    SEARCH_SKIP_SHOW_IN_CATALOG_FILTERING: false,
    DEFAULT_EMAIL_LOGO_URL: `${addressOf(context, "domain")}/theming/asset/images/logo.png`,
    NOTIFICATIONS_DEFAULT_FROM_EMAIL: senderOf(context),
    MOBILE_STORE_ACE_URLS: {},
    SOCIAL_MEDIA_FOOTER_ACE_URLS: {},
  },
});

const SIGN_ON = /\/complete\/edx-oauth2\/$/;

const signOutsOf = ({ redirects }: OAuthClient): readonly string[] =>
  redirects.filter((one) => SIGN_ON.test(one)).map((one) => one.replace(SIGN_ON, "/logout/"));

/** Whoever logs out here is logged out of everything that let them in through the LMS. */
const signOut = ({ clients }: ApplicationContext): Contribution => ({
  source: "catalog: clients",
  values: { IDA_LOGOUT_URI_LIST: clients.flatMap(signOutsOf) },
});
