"""Does at a server that speaks as Amazon does what Pulumi would do at Amazon, and asks there as others.

    amazon.py ground|apply|state|opened|taken|ask|judge <endpoint> < question.json > answer.json

`botocore` knows each call of Amazon with the names and types of all that it takes: whatever it does not know it refuses here.
"""

import json
import re
from functools import cache
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "eu-central-1"
ADMINISTRATOR = ("administrator", "administrator")
ENDPOINT = sys.argv[2] if len(sys.argv) > 2 else ""


@cache
def client(service, region=REGION, keys=ADMINISTRATOR):
    """To make one is to read all that is known of a service."""
    settings = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})
    return boto3.client(service, region, endpoint_url=ENDPOINT, config=settings, **dict(zip(KEYS, keys)))


KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")

# Where the names of Amazon are not those of the provider with a capital.
WORDS = {
    "id": "ID",
    "kmsMasterKeyId": "KMSMasterKeyID",
    "sseAlgorithm": "SSEAlgorithm",
    "replicaKmsKeyId": "ReplicaKmsKeyID",
}


def spoken(value):
    """The same in the words of Amazon."""
    if isinstance(value, list):
        return [spoken(one) for one in value]
    if isinstance(value, dict):
        return {WORDS.get(key, key[0].upper() + key[1:]): spoken(one) for key, one in value.items()}
    return value


def tags(of):
    return [{"Key": key, "Value": value} for key, value in sorted(of.get("tags", {}).items())]


def once(make, *already):
    """What is there already stays."""
    try:
        return make()
    except ClientError as error:
        if error.response["Error"]["Code"] not in already:
            raise


def bucket(s3, of):
    place = {"LocationConstraint": of["region"]}
    once(
        lambda: s3.create_bucket(
            Bucket=of["bucket"], CreateBucketConfiguration=place, ObjectLockEnabledForBucket=of["objectLockEnabled"]
        ),
        "BucketAlreadyOwnedByYou",
    )
    s3.put_bucket_tagging(Bucket=of["bucket"], Tagging={"TagSet": tags(of)})


def put(call, key, content):
    return lambda s3, of: getattr(s3, call)(Bucket=of["bucket"], **{key: spoken(content(of))})


def without(*names):
    return lambda of: {key: value for key, value in of.items() if key not in ("bucket", "region", *names)}


S3 = {
    "bucket": bucket,
    "bucketVersioning": put("put_bucket_versioning", "VersioningConfiguration", lambda of: of["versioningConfiguration"]),
    "bucketPublicAccessBlock": put("put_public_access_block", "PublicAccessBlockConfiguration", without()),
    "bucketOwnershipControls": put(
        "put_bucket_ownership_controls", "OwnershipControls", lambda of: {"rules": [of["rule"]]}
    ),
    "bucketServerSideEncryptionConfiguration": put(
        "put_bucket_encryption", "ServerSideEncryptionConfiguration", without()
    ),
    "bucketLifecycleConfiguration": put("put_bucket_lifecycle_configuration", "LifecycleConfiguration", without()),
    "bucketPolicy": lambda s3, of: s3.put_bucket_policy(Bucket=of["bucket"], Policy=of["policy"]),
    "bucketCorsConfiguration": lambda s3, of: s3.put_bucket_cors(
        Bucket=of["bucket"], CORSConfiguration={"CORSRules": spoken(of["corsRules"])}
    ),
    "bucketObjectLockConfiguration": put(
        "put_object_lock_configuration",
        "ObjectLockConfiguration",
        lambda of: {"objectLockEnabled": "Enabled", "rule": of["rule"]},
    ),
    "bucketReplicationConfig": put("put_bucket_replication", "ReplicationConfiguration", without()),
}


def key_of(iam, of):
    """A user has one key, which is made once. Its secret is told to nobody twice."""
    if not iam.list_access_keys(UserName=of["user"])["AccessKeyMetadata"]:
        return iam.create_access_key(UserName=of["user"])["AccessKey"]


IAM = {
    "user": lambda iam, of: once(lambda: iam.create_user(UserName=of["name"]), "EntityAlreadyExists"),
    "accessKey": key_of,
    "userPolicy": lambda iam, of: iam.put_user_policy(
        UserName=of["user"], PolicyName=of["user"], PolicyDocument=of["policy"]
    ),
    "role": lambda iam, of: once(
        lambda: iam.create_role(RoleName=of["name"], AssumeRolePolicyDocument=of["assumeRolePolicy"]),
        "EntityAlreadyExists",
    ),
    "rolePolicy": lambda iam, of: iam.put_role_policy(
        RoleName=of["role"], PolicyName=of["role"], PolicyDocument=of["policy"]
    ),
}


def security_group(ec2, of):
    found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": [of["name"]]}])["SecurityGroups"]
    if found:
        return found[0]["GroupId"]
    made = ec2.create_security_group(GroupName=of["name"], Description=of["description"], VpcId=of["vpcId"])
    rules = [
        {
            "IpProtocol": rule["protocol"],
            "FromPort": rule["fromPort"],
            "ToPort": rule["toPort"],
            "UserIdGroupPairs": [{"GroupId": group} for group in rule["securityGroups"]],
            "IpRanges": [{"CidrIp": network} for network in rule["cidrBlocks"]],
            "Ipv6Ranges": [{"CidrIpv6": network} for network in rule["ipv6CidrBlocks"]],
        }
        for rule in of["ingress"]
    ]
    ec2.authorize_security_group_ingress(GroupId=made["GroupId"], IpPermissions=rules)
    return made["GroupId"]


def rds_parameters(rds, of):
    name = of["name"]
    once(
        lambda: rds.create_db_parameter_group(
            DBParameterGroupName=name, DBParameterGroupFamily=of["family"], Description=of["description"]
        ),
        "DBParameterGroupAlreadyExists",
    )
    wanted = [
        {"ParameterName": one["name"], "ParameterValue": one["value"], "ApplyMethod": "immediate"}
        for one in of["parameters"]
    ]
    rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=wanted)


RDS_WORDS = {
    "identifier": "DBInstanceIdentifier",
    "instanceClass": "DBInstanceClass",
    "username": "MasterUsername",
    "password": "MasterUserPassword",
    "multiAz": "MultiAZ",
    "parameterGroupName": "DBParameterGroupName",
    "dbSubnetGroupName": "DBSubnetGroupName",
    "caCertIdentifier": "CACertificateIdentifier",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
}
# Of the provider, or said when a server is changed or goes.
NOT_TOLD = "region tags applyImmediately allowMajorVersionUpgrade skipFinalSnapshot deleteAutomatedBackups finalSnapshotIdentifier".split()


def instance(rds, of):
    told = {
        RDS_WORDS.get(key, key[0].upper() + key[1:]): value for key, value in of.items() if key not in NOT_TOLD
    }
    once(lambda: rds.create_db_instance(Tags=tags(of), **told), "DBInstanceAlreadyExists")
    rds.modify_db_instance(
        DBInstanceIdentifier=of["identifier"],
        AllocatedStorage=of["allocatedStorage"],
        ApplyImmediately=of["applyImmediately"],
        AllowMajorVersionUpgrade=of["allowMajorVersionUpgrade"],
    )


RDS = {
    "subnetGroup": lambda rds, of: once(
        lambda: rds.create_db_subnet_group(
            DBSubnetGroupName=of["name"], DBSubnetGroupDescription=of["description"], SubnetIds=of["subnetIds"]
        ),
        "DBSubnetGroupAlreadyExists",
    ),
    "parameterGroup": rds_parameters,
    "instance": instance,
}

CACHE_WORDS = {
    "description": "ReplicationGroupDescription",
    "multiAzEnabled": "MultiAZEnabled",
    "nodeType": "CacheNodeType",
    "parameterGroupName": "CacheParameterGroupName",
    "subnetGroupName": "CacheSubnetGroupName",
}


def replication_group(cache, of):
    left = ("region", "tags", "applyImmediately", "authTokenUpdateStrategy")
    told = {CACHE_WORDS.get(key, key[0].upper() + key[1:]): value for key, value in of.items() if key not in left}
    once(
        lambda: cache.create_replication_group(Tags=tags(of), **told),
        "ReplicationGroupAlreadyExists",
        "ReplicationGroupAlreadyExistsFault",
    )


CACHE = {
    "subnetGroup": lambda cache, of: once(
        lambda: cache.create_cache_subnet_group(
            CacheSubnetGroupName=of["name"], CacheSubnetGroupDescription=of["description"], SubnetIds=of["subnetIds"]
        ),
        "CacheSubnetGroupAlreadyExists",
        "CacheSubnetGroupAlreadyExistsFault",
    ),
    "replicationGroup": replication_group,
}
CALLS = {"s3": S3, "iam": IAM, "rds": RDS, "elasticache": CACHE, "ec2": {"securityGroup": security_group}}
# The server does not know these calls.
UNKNOWN_THERE = {("elasticache", "parameterGroup")}


def apply(resources):
    """Every resource, in the order in which each comes after what it needs. What a server names itself takes the place of its stand-in."""
    keys, names, untold = {}, {}, []
    for one in resources:
        _, module, _ = one["type"].split(":")
        service, kind = module.split("/")
        if (service, kind) in UNKNOWN_THERE:
            untold.append(one["type"])
            continue
        text = json.dumps(one["inputs"])
        for standing, real in names.items():
            text = text.replace(standing, real)
        made = CALLS[service][kind](client(service, one["inputs"].get("region", REGION)), json.loads(text))
        if kind == "accessKey" and made:
            keys[made["UserName"]] = [made["AccessKeyId"], made["SecretAccessKey"]]
        if kind == "securityGroup":
            names[one["id"]] = made
    return {"keys": keys, "untold": untold}


def ground(_):
    """A network for servers to stand in."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    nets = {
        ec2.create_subnet(VpcId=vpc, CidrBlock=net, AvailabilityZone=REGION + zone)["Subnet"]["SubnetId"]: net
        for net, zone in (("10.20.1.0/24", "a"), ("10.20.2.0/24", "b"))
    }
    nodes = ec2.create_security_group(GroupName="nodes", Description="Nodes", VpcId=vpc)["GroupId"]
    return {"vpc": vpc, "subnets": nets, "nodes": nodes}


BUCKET_SAYS = """get_bucket_versioning get_public_access_block get_bucket_ownership_controls get_bucket_encryption get_bucket_policy
get_bucket_lifecycle_configuration get_bucket_cors get_object_lock_configuration get_bucket_replication get_bucket_tagging""".split()


def state(_):
    """All that the server says of itself."""
    s3, iam, rds, cache = (client(service) for service in ("s3", "iam", "rds", "elasticache"))
    all_ = {}
    for name in sorted(one["Name"] for one in s3.list_buckets()["Buckets"]):
        for call in BUCKET_SAYS:
            said = once(
                lambda call=call, name=name: getattr(s3, call)(Bucket=name),
                *"NoSuchCORSConfiguration ObjectLockConfigurationNotFoundError ReplicationConfigurationNotFoundError".split(),
            )
            all_[f"{name} {call}"] = {key: value for key, value in (said or {}).items() if key != "ResponseMetadata"}
    for user in iam.list_users()["Users"]:
        name = user["UserName"]
        keys = [one["AccessKeyId"] for one in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]]
        all_[f"user {name}"] = [iam.get_user_policy(UserName=name, PolicyName=name)["PolicyDocument"], keys]
    for role in iam.list_roles()["Roles"]:
        policy = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=role["RoleName"])
        all_[f"role {role['RoleName']}"] = [role["AssumeRolePolicyDocument"], policy["PolicyDocument"]]
    # Up to when a moment can be restored is another at every question.
    clock = "LatestRestorableTime"
    all_["mysql"] = [
        {key: value for key, value in one.items() if key != clock} for one in rds.describe_db_instances()["DBInstances"]
    ]
    all_["caches"] = cache.describe_replication_groups()["ReplicationGroups"]
    return json.loads(json.dumps(all_, default=str))


def opened(_):
    """Of each bucket's policy what it allows, alone: the server takes every condition that it does not know for one that holds."""
    s3 = client("s3")
    for name in [one["Name"] for one in s3.list_buckets()["Buckets"]]:
        document = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])
        allowing = [one for one in document["Statement"] if one["Effect"] == "Allow"]
        if allowing:
            s3.put_bucket_policy(Bucket=name, Policy=json.dumps({**document, "Statement": allowing}))
        else:
            s3.delete_bucket_policy(Bucket=name)
        s3.put_object(Bucket=name, Key="there", Body=b"words", **DIGEST)
    return {}


# A bucket that locks what is in it wants one.
DIGEST = {"ChecksumAlgorithm": "SHA256"}
ACTIONS = {
    "list": lambda s3, bucket, key: s3.list_objects_v2(Bucket=bucket),
    "get": lambda s3, bucket, key: s3.get_object(Bucket=bucket, Key=key),
    "put": lambda s3, bucket, key: s3.put_object(Bucket=bucket, Key=key, Body=b"words", **DIGEST),
    "delete": lambda s3, bucket, key: s3.delete_object(Bucket=bucket, Key=key),
    "open": lambda s3, bucket, key: s3.delete_public_access_block(Bucket=bucket),
    "policy": lambda s3, bucket, key: s3.put_bucket_policy(Bucket=bucket, Policy="{}"),
    "lifecycle": lambda s3, bucket, key: s3.delete_bucket_lifecycle(Bucket=bucket),
    "versions": lambda s3, bucket, key: s3.list_object_versions(Bucket=bucket),
    "drop": lambda s3, bucket, key: s3.delete_bucket(Bucket=bucket),
}


def taken(role):
    """Keys of a pod that takes on a role. Whether the token is one of those that the role trusts this server does not ask."""
    made = client("sts").assume_role_with_web_identity(RoleArn=role, RoleSessionName="pod", WebIdentityToken="token")
    return [made["Credentials"][key] for key in ("AccessKeyId", "SecretAccessKey", "SessionToken")]


def ask(questions):
    answers = []
    for one in questions:
        s3 = client("s3", keys=tuple(one["as"]))
        try:
            ACTIONS[one["do"]](s3, one["bucket"], one["key"])
            answers.append("may")
        except ClientError as error:
            code = error.response["Error"]["Code"]
            answers.append("may not" if code in ("AccessDenied", "403") else "may" if code == "NoSuchKey" else code)
    return answers


def judge(policies):
    """What somebody else's judge finds in policies, by their names."""
    from parliament import analyze_policy_string

    found = {}
    for name, text in policies.items():
        analysed = analyze_policy_string(text)
        found[name] = [re.sub(r"\s+", " ", f"{one.issue} {one.detail}") for one in analysed.findings]
    return found


DO = {"ground": ground, "apply": apply, "state": state, "opened": opened, "taken": taken, "ask": ask, "judge": judge}
json.dump(DO[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
