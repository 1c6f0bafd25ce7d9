import type { Purpose } from "../../vocabulary/bucket.ts";
import type { Tree } from "../../vocabulary/late.ts";
import type { Contribution } from "../configuration.ts";
import type { Context } from "../context.ts";
import type { Variant } from "../edxapp/variant.ts";
import { AFTER_UPSTREAM } from "../python/python.ts";
import { type BucketAccess, bucketAccess } from "../storage/access.ts";

const S3 = "storages.backends.s3boto3.S3Boto3Storage";

type Block = Readonly<Record<string, Tree>>;

/** How django-storages gets to the server. */
const serverSettings = ({ endpoint, region, addressing, key }: BucketAccess): Block => ({
  ...(key ? { AWS_ACCESS_KEY_ID: key.accessKey, AWS_SECRET_ACCESS_KEY: key.secretKey } : {}),
  ...(endpoint ? { AWS_S3_ENDPOINT_URL: endpoint } : {}),
  AWS_S3_REGION_NAME: region,
  AWS_S3_SIGNATURE_VERSION: "s3v4",
  AWS_S3_ADDRESSING_STYLE: addressing,
  // The default of some releases is a bucket of edX.
  AWS_S3_CUSTOM_DOMAIN: "",
  AWS_QUERYSTRING_AUTH: true,
  // The longest that a signature is good for.
  AWS_QUERYSTRING_EXPIRE: 604_800,
});

/** What differs from one service beside the platform to another. */
interface Media {
  /** Whether its pages sign the addresses of what they show. Default: browsers read its bucket without a signature. */
  readonly signed?: true;
  /** Its Django knows one setting alone, whatever the release of the platform knows. */
  readonly oneSetting?: true;
  /** What it finds its own static files by. */
  readonly staticFiles?: string;
}

/** What a service beside the platform uploads: into its one bucket. */
export function media(
  consumer: string,
  purpose: Purpose,
  context: Context,
  { signed, oneSetting, staticFiles = "StaticFilesStorage" }: Media = {},
): Block {
  const access = bucketAccess(consumer, context);
  const bucket = access.bucket(purpose);
  return {
    ...serverSettings(access),
    AWS_STORAGE_BUCKET_NAME: bucket,
    AWS_QUERYSTRING_AUTH: signed === true,
    ...(oneSetting || context.release.dialect.storage === "DEFAULT_FILE_STORAGE"
      ? { DEFAULT_FILE_STORAGE: S3 }
      : {
          STORAGES: {
            default: { BACKEND: S3 },
            staticfiles: { BACKEND: `django.contrib.staticfiles.storage.${staticFiles}` },
          },
        }),
    [AFTER_UPSTREAM]: { AWS_DEFAULT_ACL: null },
  };
}

/** The storages of the platform beside its default one, by their names in `STORAGES`. */
const storagesOf = (bucket: BucketAccess["bucket"]): Readonly<Record<string, Block>> => ({
  profile_image: { bucket_name: bucket("profileimages"), querystring_auth: false },
  course_metadata_export: { bucket_name: bucket("exports"), location: "metadata" },
  user_task_artifacts: { bucket_name: bucket("exports") },
  sga_storage: { bucket_name: bucket("openedxuploads"), location: "sga" },
  video_image: { bucket_name: bucket("videos"), querystring_auth: false },
  video_transcripts: { bucket_name: bucket("videos") },
});

/** Names that a package of the release knows and its own list of names does not: edx-val looks for its own. */
const OF_PACKAGES = ["video_image", "video_transcripts"];

function named(dialect: Context["release"]["dialect"], storages: Readonly<Record<string, Block>>): Block {
  if (dialect.storage === "DEFAULT_FILE_STORAGE") return { DEFAULT_FILE_STORAGE: S3 };
  const known = Object.entries(storages).filter(
    ([name]) => dialect.storageNames.includes(name) || OF_PACKAGES.includes(name),
  );
  return {
    STORAGES: {
      default: { BACKEND: S3 },
      // The block takes the place of upstream's own, which names this one.
      staticfiles: { BACKEND: "openedx.core.storage.ProductionStorage" },
      ...Object.fromEntries(known.map(([name, options]) => [name, { BACKEND: S3, OPTIONS: options }])),
    },
  };
}

const MIB = 1024 ** 2;

/** A storage of edx-val, which wants its limits beside it: the block takes the place of upstream's own. */
const ofVideos = (what: string, options: Tree, limits: Block): Block => ({
  STORAGE_CLASS: S3,
  STORAGE_KWARGS: options,
  DIRECTORY_PREFIX: `video-${what}/`,
  BASE_URL: "/media/",
  ...limits,
});

/** Where the platform keeps files: in buckets by purpose, as the release wants to be told. */
export function buckets(variant: Variant, context: Context): Contribution {
  const access = bucketAccess(variant, context);
  const { dialect } = context.release;
  const bucket = (purpose: Purpose) => access.bucket(purpose);
  const storages = storagesOf(bucket);
  const { profile_image, video_image, video_transcripts } = storages;
  return {
    source: "catalog: buckets",
    values: {
      ...serverSettings(access),
      ...named(dialect, storages),
      AWS_STORAGE_BUCKET_NAME: bucket("openedx"),
      ORA2_FILEUPLOAD_BACKEND: "s3",
      FILE_UPLOAD_STORAGE_BUCKET_NAME: bucket("openedxuploads"),
      GRADES_DOWNLOAD: {
        STORAGE_TYPE: "",
        STORAGE_CLASS: S3,
        STORAGE_KWARGS: { bucket_name: bucket("openedxgrades"), location: "grades" },
      },
      VIDEO_IMAGE_SETTINGS: ofVideos("images", video_image ?? {}, {
        VIDEO_IMAGE_MAX_BYTES: 2 * MIB,
        VIDEO_IMAGE_MIN_BYTES: 2 * 1024,
      }),
      VIDEO_TRANSCRIPTS_SETTINGS: ofVideos("transcripts", video_transcripts ?? {}, {
        VIDEO_TRANSCRIPTS_MAX_BYTES: 3 * MIB,
      }),
      ...(variant === "lms"
        ? { PROFILE_IMAGE_BACKEND: { class: S3, options: profile_image ?? {} } }
        : {
            COURSE_IMPORT_EXPORT_BUCKET: bucket("exports"),
            COURSE_METADATA_EXPORT_BUCKET: bucket("exports"),
          }),
      ...(dialect.learningMedia
        ? {
            OPENEDX_LEARNING: {
              MEDIA: { BACKEND: S3, OPTIONS: { bucket_name: bucket("openedxlearning") } },
            },
          }
        : {}),
      // Upstream says `public-read` of every object, whatever it is. Who may read is said of buckets.
      [AFTER_UPSTREAM]: { AWS_DEFAULT_ACL: null },
    },
  };
}
