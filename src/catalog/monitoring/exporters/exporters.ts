import { blackboxExporter } from "./blackbox.ts";
import { celeryExporter } from "./celery.ts";
import { elasticsearchExporter } from "./elasticsearch.ts";
import type { Exporter } from "./exporter.ts";
import { mongodbExporter } from "./mongodb.ts";
import { mysqlExporter } from "./mysql.ts";
import { redisExporter } from "./redis.ts";

/** Those that run in pods of their own. */
export const exporters: readonly Exporter[] = [
  blackboxExporter,
  celeryExporter,
  elasticsearchExporter,
  mongodbExporter,
  mysqlExporter,
  redisExporter,
];
