import type { Database } from "../../vocabulary/store.ts";

/** What the LMS and Studio keep together: they are one code base on the same tables. */
export const platform: Database = { name: "edxapp", user: "edxapp", password: "mysql/edxapp" };

/** The history of learners' answers, which grows without end and is migrated on its own. */
export const history: Database = {
  name: "edxapp_csmh",
  user: "edxapp_csmh",
  password: "mysql/edxapp-csmh",
};

export const content: Database = { name: "edxapp", user: "edxapp", password: "mongodb/edxapp" };
