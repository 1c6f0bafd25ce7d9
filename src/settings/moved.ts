import type { Path } from "../documents/document.ts";

/** A name that people bring along, and where it is said here. */
export interface Moved {
  /** The name; `*` at its end stands for any ending. */
  readonly name: string;
  /** Who calls it so. */
  readonly known: "Tutor" | "MIT's edxapp stacks" | "Arboretum";
  /** What to write instead. */
  readonly now: string;
}

const MAP = "Releases, images and source branches are said in `release-map.yaml`.";
const GIVEN = "Secrets are generated. To bring a value along, encrypt it below `secrets.given`.";
const STORE = "A data service is said below `stores`, by its `driver`.";
const READ_ONLY =
  "Read-only databases in other regions do little for an LMS: every page writes sessions and answers, and only a few reports read elsewhere. A CDN (`cdn`) brings files near, and a `standby` stack on another cluster survives a region.";
const LDAP =
  "The platform has no LDAP: it would take a package that no image has, a way into the directory, and every password in plain text. Put an identity provider before the directory (Keycloak, Shibboleth, AD FS) and name it under `identity.providers`.";
const DATABASES = "Databases, users and indexes are named by Arboretum.";

/** The longer name wins, so that a family (`SMTP_*`) may have an exception (`SMTP_PASSWORD`). */
export const moved: readonly Moved[] = [
  { name: "LMS_HOST", known: "Tutor", now: "Write `edge.domain`." },
  { name: "CMS_HOST", known: "Tutor", now: "Write `edge.studio`. Left out, it is `studio.<domain>`." },
  { name: "MFE_HOST", known: "Tutor", now: "Write `edge.apps`. Left out, it is `apps.<domain>`." },
  {
    name: "PREVIEW_LMS_HOST",
    known: "Tutor",
    now: "Leave it out: the host of previews follows the release.",
  },
  { name: "ENABLE_HTTPS", known: "Tutor", now: "Write `edge.https`. It is true where nothing is said." },
  { name: "ENABLE_WEB_PROXY", known: "Tutor", now: "Leave it out: the gateway of the cluster is the proxy." },
  { name: "CADDY_*", known: "Tutor", now: "Leave it out: the gateway of the cluster is the proxy." },
  { name: "PLATFORM_NAME", known: "Tutor", now: "Write `site.name`." },
  { name: "CONTACT_EMAIL", known: "Tutor", now: "Write `site.contact`." },
  { name: "LANGUAGE_CODE", known: "Tutor", now: "Write `site.language`." },
  { name: "SMTP_HOST", known: "Tutor", now: "Write `mail.host`." },
  { name: "SMTP_PORT", known: "Tutor", now: "Write `mail.port`." },
  { name: "SMTP_USERNAME", known: "Tutor", now: "Write `mail.user`." },
  { name: "SMTP_PASSWORD", known: "Tutor", now: "Encrypt it as `mail.password`." },
  { name: "SMTP_USE_TLS", known: "Tutor", now: "Write `mail.security: starttls`." },
  { name: "SMTP_USE_SSL", known: "Tutor", now: "Write `mail.security: tls`." },
  {
    name: "RUN_SMTP",
    known: "Tutor",
    now: "Name a server in `mail`, or leave the section out to send nothing.",
  },
  { name: "SMTP_*", known: "Tutor", now: "The mail server is said in `mail`." },
  { name: "MINIO_HOST", known: "Tutor", now: "Write `edge.files`. Left out, it is `files.<domain>`." },
  { name: "MINIO_*", known: "Tutor", now: "Where files live is said in `objectStorage`." },
  { name: "S3_*", known: "Tutor", now: "Where files live is said in `objectStorage`." },
  { name: "OPENEDX_AWS_*", known: "Tutor", now: "The account is said in `objectStorage`." },
  { name: "DOCKER_REGISTRY", known: "Tutor", now: "Write `images.registry`." },
  { name: "DOCKER_IMAGE_*", known: "Tutor", now: MAP },
  { name: "EDX_PLATFORM_*", known: "Tutor", now: MAP },
  { name: "ATLAS_*", known: "Tutor", now: MAP },
  { name: "OPENEDX_COMMON_VERSION", known: "Tutor", now: MAP },
  { name: "OPENEDX_EXTRA_PIP_REQUIREMENTS", known: "Tutor", now: MAP },
  { name: "PLUGINS", known: "Tutor", now: "Applications are added and removed in `release-map.yaml`." },
  { name: "OPENEDX_LMS_UWSGI_WORKERS", known: "Tutor", now: "Write `scale.lms.processes`." },
  { name: "OPENEDX_SECRET_KEY", known: "Tutor", now: GIVEN },
  { name: "OPENEDX_MYSQL_PASSWORD", known: "Tutor", now: GIVEN },
  { name: "OPENEDX_MYSQL_*", known: "Tutor", now: DATABASES },
  { name: "OPENEDX_CACHE_REDIS_DB", known: "Tutor", now: DATABASES },
  { name: "OPENEDX_CELERY_REDIS_DB", known: "Tutor", now: DATABASES },
  {
    name: "OPENEDX_*",
    known: "Tutor",
    now: "A setting of Django is said below `django.lms`, by its own name.",
  },
  { name: "CMS_OAUTH2_SECRET", known: "Tutor", now: GIVEN },
  { name: "JWT_RSA_PRIVATE_KEY", known: "Tutor", now: GIVEN },
  { name: "MYSQL_ROOT_PASSWORD", known: "Tutor", now: GIVEN },
  { name: "MONGODB_PASSWORD", known: "Tutor", now: GIVEN },
  { name: "REDIS_PASSWORD", known: "Tutor", now: GIVEN },
  { name: "MEILISEARCH_MASTER_KEY", known: "Tutor", now: GIVEN },
  { name: "MEILISEARCH_API_KEY*", known: "Tutor", now: GIVEN },
  {
    name: "MEILISEARCH_HOST",
    known: "Tutor",
    now: "Write `edge.search`. Left out, it is `search.<domain>`.",
  },
  { name: "MEILISEARCH_PUBLIC_URL", known: "Tutor", now: "Write the host as `edge.search`." },
  { name: "MEILISEARCH_INDEX_PREFIX", known: "Tutor", now: DATABASES },
  { name: "MONGODB_DATABASE", known: "Tutor", now: DATABASES },
  { name: "MYSQL_*", known: "Tutor", now: STORE },
  { name: "MONGODB_*", known: "Tutor", now: STORE },
  { name: "REDIS_*", known: "Tutor", now: STORE },
  { name: "MEILISEARCH_*", known: "Tutor", now: STORE },
  { name: "RUN_*", known: "Tutor", now: STORE },
  { name: "K8S_NAMESPACE", known: "Tutor", now: "Leave it out: namespaces follow deployment and stage." },
  {
    name: "edxapp:domains",
    known: "MIT's edxapp stacks",
    now: "Write `arboretum:edge` with `domain` and `studio`.",
  },
  { name: "edxapp:enabled_mfes", known: "MIT's edxapp stacks", now: "Say it in `release-map.yaml`." },
  { name: "edxapp:*", known: "MIT's edxapp stacks", now: "Only `arboretum:` and `pulumi:` are read." },
  { name: "edge.host", known: "Arboretum", now: "Write `edge.domain`." },
  { name: "edge.cms", known: "Arboretum", now: "Write `edge.studio`." },
  { name: "edge.mfe", known: "Arboretum", now: "Write `edge.apps`." },
  { name: "edge.tls", known: "Arboretum", now: "Write `edge.https`, true or false." },
  {
    name: "stores.redis",
    known: "Arboretum",
    now: "Redis is said by purpose: `stores.cache`, `stores.broker`.",
  },
  { name: "stores.meilisearch", known: "Arboretum", now: "Write `stores.search`." },
  { name: "scale.replicas", known: "Arboretum", now: "Replicas belong to a service: `scale.lms.replicas`." },
  { name: "ldap", known: "Arboretum", now: LDAP },
  { name: "AUTH_LDAP_*", known: "Arboretum", now: LDAP },
  {
    name: "SAML_PROVIDERS",
    known: "Arboretum",
    now: "Providers are rows of the LMS's database: write `identity.providers`.",
  },
  { name: "release", known: "Arboretum", now: MAP },
  { name: "regions", known: "Arboretum", now: READ_ONLY },
  { name: "readReplicas", known: "Arboretum", now: READ_ONLY },
  { name: "readOnly", known: "Arboretum", now: READ_ONLY },
];

const matches = ({ name }: Moved, text: string) =>
  name.endsWith("*") ? text.startsWith(name.slice(0, -1)) : text === name;

/** Where to write now what stands at the path of a key that nobody knows. */
export function movedTo(path: Path): string | undefined {
  const texts = [path.join("."), String(path.at(-1))];
  const found = moved
    .filter((one) => texts.some((text) => matches(one, text)))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  return found?.now;
}
