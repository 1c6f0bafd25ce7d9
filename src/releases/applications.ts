export type ApplicationKind = "service" | "mfe";

/** What an application is, whatever the release. Whether a release has it stands with the release. */
export interface Application {
  readonly name: string;
  /** A service of its own (IDA), or a micro-frontend (MFE). */
  readonly kind: ApplicationKind;
  /** Upstream repository, `owner/name` on GitHub. */
  readonly repository: string;
  /** Key of its image in a release's `images`. All micro-frontends share one image. */
  readonly image: string;
  /** First part of the path below the host of the micro-frontends. */
  readonly path?: string;
  /** Other names that people know it by. */
  readonly aliases: readonly string[];
}

/** The one image that serves all micro-frontends of a deployment. */
export const MFE_IMAGE = "mfe";

const service = (
  name: string,
  repository: string,
  aliases: readonly string[] = [],
  image = name,
): Application => ({ name, kind: "service", repository, image, aliases });

const mfe = (name: string, aliases: readonly string[] = [], repository = name): Application => ({
  name,
  kind: "mfe",
  repository: `openedx/frontend-app-${repository}`,
  image: MFE_IMAGE,
  path: name,
  aliases,
});

const rows: readonly Application[] = [
  service("edx-platform", "openedx/edx-platform", ["edxapp", "openedx-platform", "lms", "cms"], "openedx"),
  service("notes", "openedx/edx-notes-api", ["notes-api", "edx-notes-api", "edxnotes"]),
  service("discovery", "openedx/course-discovery", ["course-discovery"]),
  service("credentials", "openedx/credentials"),
  service("ecommerce", "openedx-unsupported/ecommerce"),
  service("ecommerce-worker", "openedx-unsupported/ecommerce-worker"),
  service("forum", "openedx/cs_comments_service", ["cs_comments_service"]),
  service("xqueue", "openedx/xqueue"),
  service("xqueue-watcher", "openedx/xqueue-watcher", ["xqwatcher"]),
  service("codejail", "openedx/codejail-service", ["codejail-service", "codejailservice"]),
  service("jupyterhub", "jupyterhub/zero-to-jupyterhub-k8s", ["jupyter"]),
  service("octave", "Calysto/octave_kernel", ["octave-kernel"]),
  mfe("account"),
  mfe("admin-console", ["admin_console"]),
  mfe("authn"),
  mfe("authoring", ["course-authoring", "course_authoring"]),
  mfe("catalog"),
  mfe("communications"),
  mfe("course-authoring", [], "authoring"),
  mfe("discussions", ["discussion", "discuss"]),
  mfe("gradebook"),
  mfe("instructor", ["instructor-dashboard"], "instructor-dashboard"),
  mfe("learner-dashboard", ["learner_dashboard", "dashboard", "learner-home"]),
  mfe("learner-record", ["learner_record"]),
  mfe("learning", ["learn"]),
  mfe("ora-grading", ["ora_grading"]),
  mfe("orders", ["order-history"], "ecommerce"),
  mfe("payment"),
  mfe("profile"),
];

/** Every application that Arboretum knows, by name. */
export const applications: ReadonlyMap<string, Application> = new Map(rows.map((row) => [row.name, row]));

/** The name that an alias stands for: `edxapp` is `edx-platform`. */
export const nameOfAlias: ReadonlyMap<string, string> = new Map(
  rows.flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name] as const)),
);
