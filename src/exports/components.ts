// What `arboretum` offers to a Pulumi program: components, and the words in which they are told what to build.
export { bucketsPreparation, type MinioState, type SecondSite, type Tier } from "../buckets/minio.ts";
export { Autoscaler, type AutoscalerArgs } from "../components/autoscaling/autoscaler.ts";
export { Backups, type BackupsArgs } from "../components/backup/backups.ts";
export { ClusterBackups, type ClusterBackupsArgs } from "../components/backup/clusterBackups.ts";
export { Ecommerce, type EcommerceArgs } from "../components/commerce/ecommerce.ts";
export { Credentials, type CredentialsArgs } from "../components/credentials/credentials.ts";
export { Elasticsearch, type ElasticsearchArgs } from "../components/data/elasticsearch.ts";
export { InnoDbCluster, type InnoDbClusterArgs } from "../components/data/innoDbCluster.ts";
export { Memcached, type MemcachedArgs } from "../components/data/memcached.ts";
export { MongoDbReplicaSet, type MongoDbReplicaSetArgs } from "../components/data/mongoDbReplicaSet.ts";
export { MongoDb, type MongoDbArgs } from "../components/data/mongodb.ts";
export { Mysql, type MysqlArgs } from "../components/data/mysql.ts";
export { PerconaMysql, type PerconaMysqlArgs } from "../components/data/perconaMysql.ts";
export { Rabbitmq, type RabbitmqArgs } from "../components/data/rabbitmq.ts";
export { Redis, type RedisArgs } from "../components/data/redis.ts";
export { Search, type SearchArgs } from "../components/data/search.ts";
export { Gateway, type GatewayArgs } from "../components/edge/gateway.ts";
export { Namespace, type NamespaceArgs } from "../components/foundation/namespace.ts";
export { NetworkPolicies, type NetworkPoliciesArgs } from "../components/foundation/networkPolicies.ts";
export { Secrets, type SecretsArgs } from "../components/foundation/secrets.ts";
export { LearningPlatform, type LearningPlatformArgs } from "../components/learning/learningPlatform.ts";
export { MailRelay, type MailRelayArgs } from "../components/learning/mailRelay.ts";
export { MicroFrontends, type MicroFrontendsArgs } from "../components/learning/microFrontends.ts";
export { Monitors, type MonitorsArgs } from "../components/monitoring/monitors.ts";
export { JupyterHub, type JupyterHubArgs } from "../components/notebooks/jupyterHub.ts";
export type { Before, Configured, Placement, Reveal } from "../components/placement.ts";
export { Platform, type PlatformArgs } from "../components/platform/platform.ts";
export { DjangoService, type DjangoServiceArgs } from "../components/service/djangoService.ts";
export { Preparation, type PreparationArgs } from "../components/service/preparation.ts";
export { Minio, type MinioArgs } from "../components/storage/minio.ts";
export { MinioBuckets, type MinioBucketsArgs } from "../components/storage/minioBuckets.ts";
export { MinioCluster, type MinioClusterArgs } from "../components/storage/minioCluster.ts";
export type { ConfigurationSecret } from "../settings/late.ts";
export type * from "../vocabulary/bucket.ts";
export type * from "../vocabulary/charted.ts";
export type * from "../vocabulary/clusterBackups.ts";
export * from "../vocabulary/connection.ts";
export {
  type Content,
  type Files,
  files,
  json,
  quoted,
  text,
  type VersionOf,
  yaml,
} from "../vocabulary/content.ts";
export type { Certification, Entry, Issuer, PublicHost, Route } from "../vocabulary/entry.ts";
export { type Late, type SecretReference, secret, type Tree } from "../vocabulary/late.ts";
export type * from "../vocabulary/monitoring.ts";
export type { Loss, Secret, Shape } from "../vocabulary/secret.ts";
export type * from "../vocabulary/store.ts";
export type * from "../vocabulary/workload.ts";
