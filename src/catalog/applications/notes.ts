import { secret } from "../../vocabulary/late.ts";
import { urlOf } from "../addresses.ts";
import { addressOf } from "../context.ts";
import { ida } from "../django/ida.ts";
import { indexPrefix } from "../django/search.ts";
import { gunicorn } from "../django/server.ts";
import { verification } from "../django/tokens.ts";
import { searchKeyOf } from "../logins.ts";
import { WEB_PORT } from "../openedxImage.ts";

/** What learners write in the margin of a course, with a search of their own. */
export const notes = ida({
  name: "notes",
  host: () => "notes",
  upstream: "notesserver.settings.yaml_config",
  reads: { file: "edx_notes_api.yml", variable: "EDXNOTES_CONFIG_ROOT", names: "folder" },
  server: gunicorn("notesserver.wsgi:application"),
  health: "/heartbeat/",
  stores: { search: "search in notes" },
  needs: ["search-key"],
  callers: { lms: "notes of learners" },
  secrets: [{ name: "notes/oauth", shape: { kind: "password", length: 32 }, loss: "cheap" }],
  clients: () => [
    {
      name: "notes",
      user: { name: "notes", email: "notes@openedx", staff: true, superuser: true },
      grant: "authorization-code",
      id: "notes",
      secret: "notes/oauth",
      redirects: [`http://notes:${WEB_PORT}`],
      scopes: [],
    },
  ],
  settings: (context) => ({
    CLIENT_ID: "notes",
    CLIENT_SECRET: secret("notes/oauth"),
    // This block is not joined with upstream's. The retirement of learners asks with such a token.
    JWT_AUTH: {
      ...verification(context),
      JWT_AUTH_HEADER_PREFIX: "JWT",
      JWT_ALGORITHM: "HS256",
      JWT_AUTH_COOKIE_HEADER_PAYLOAD: "edx-jwt-cookie-header-payload",
      JWT_AUTH_COOKIE_SIGNATURE: "edx-jwt-cookie-signature",
    },
    ES_DISABLED: true,
    MEILISEARCH_ENABLED: true,
    MEILISEARCH_URL: urlOf(context.stores.search),
    MEILISEARCH_API_KEY: searchKeyOf(context.settings),
    MEILISEARCH_INDEX: `${indexPrefix(context)}student_notes`,
  }),
  prepares: (context) => [
    {
      name: "notes-reindex",
      command: ["python", "manage.py", "shell", "-c", REINDEX],
      // A fresh volume of the server has no index.
      works: context.release.stores.meilisearch?.version ?? "",
    },
  ],
  tells: {
    // Authors turn notes on for a course only where Studio offers it.
    cms: () => ({ source: "catalog: notes", values: { FEATURES: { ENABLE_EDXNOTES: true } } }),
    lms: (context) => ({
      source: "catalog: notes",
      values: {
        FEATURES: { ENABLE_EDXNOTES: true },
        EDXNOTES_CLIENT_NAME: "notes",
        EDXNOTES_PUBLIC_API: `${addressOf(context, "notes")}/api/v1`,
        EDXNOTES_INTERNAL_API: `http://${context.hostOf("notes")}:${WEB_PORT}/api/v1`,
      },
    }),
  },
});

const REINDEX = "from notesapi.v1.views.meilisearch import reindex; reindex()";
