/**
 * Type tokens are part of the identity of every resource below them: a changed token renames them all, and the engine
 * deletes what it cannot find again. A test holds this list; files may move, tokens never change.
 */
export const tokens = {
  namespace: "arboretum:foundation:Namespace",
  networkPolicies: "arboretum:foundation:NetworkPolicies",
  secrets: "arboretum:foundation:Secrets",
  mysql: "arboretum:data:Mysql",
  mongodb: "arboretum:data:MongoDb",
  innoDbCluster: "arboretum:data:InnoDbCluster",
  perconaMysql: "arboretum:data:PerconaMysql",
  mongoDbReplicaSet: "arboretum:data:MongoDbReplicaSet",
  redis: "arboretum:data:Redis",
  memcached: "arboretum:data:Memcached",
  rabbitmq: "arboretum:data:Rabbitmq",
  search: "arboretum:data:Search",
  elasticsearch: "arboretum:data:Elasticsearch",
  minio: "arboretum:storage:Minio",
  minioBuckets: "arboretum:storage:MinioBuckets",
  s3Buckets: "arboretum:storage:S3Buckets",
  preparation: "arboretum:service:Preparation",
  djangoService: "arboretum:service:DjangoService",
  autoscaler: "arboretum:autoscaling:Autoscaler",
  mailRelay: "arboretum:learning:MailRelay",
  microFrontends: "arboretum:learning:MicroFrontends",
  backups: "arboretum:backup:Backups",
  monitors: "arboretum:monitoring:Monitors",
  clusterBackups: "arboretum:backup:ClusterBackups",
  learningPlatform: "arboretum:learning:LearningPlatform",
  gateway: "arboretum:edge:Gateway",
  awsEdge: "arboretum:edge:AwsEdge",
  platform: "arboretum:platform:Platform",
} as const;
