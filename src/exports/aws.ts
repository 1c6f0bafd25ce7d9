// What `arboretum/aws` offers: what stands at AWS. It takes `@pulumi/aws`, which the rest does not.

export type { S3State } from "../buckets/s3.ts";
export { AwsEdge, type AwsEdgeArgs } from "../components/aws/awsEdge.ts";
export { ElastiCache, type ElastiCacheArgs } from "../components/aws/elastiCache.ts";
export type { PlacedAtAmazon } from "../components/aws/placed.ts";
export { RdsMysql, type RdsMysqlArgs } from "../components/aws/rdsMysql.ts";
export { placeAtAmazon, storesProvider } from "../components/aws/stores.ts";
export { S3Buckets, type S3BucketsArgs, type S3Key, s3Provider } from "../components/storage/s3Buckets.ts";
