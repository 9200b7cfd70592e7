use super::actions::{ACCESS, Access};

/// What a cache names: groups of its own, AWS's or other stacks', and the snapshots that it begins and ends with.
const USES: &[&str] = &[
    "arn:aws:elasticache:{region}:{account}:parametergroup:*",
    "arn:aws:elasticache:{region}:{account}:snapshot:*",
    "arn:aws:elasticache:{region}:{account}:subnetgroup:*",
    "arn:aws:elasticache:{region}:{account}:usergroup:*",
];

pub(super) const ACCESS_OF: &[Access] = &[
    Access {
        kind: "elasticache.subnet_group",
        read: &[
            "elasticache:DescribeCacheSubnetGroups",
            "elasticache:ListTagsForResource",
            "elasticache:DescribeCacheClusters",
        ],
        create: &["elasticache:CreateCacheSubnetGroup", "elasticache:AddTagsToResource"],
        change: &["elasticache:ModifyCacheSubnetGroup", "elasticache:RemoveTagsFromResource"],
        delete: &["elasticache:DeleteCacheSubnetGroup"],
        resources: &["arn:aws:elasticache:{region}:{account}:subnetgroup:{name}*"],
        ..ACCESS
    },
    Access {
        kind: "elasticache.parameter_group",
        read: &[
            "elasticache:DescribeCacheParameterGroups",
            "elasticache:DescribeCacheParameters",
            "elasticache:DescribeEngineDefaultParameters",
            "elasticache:DescribeCacheClusters",
            "elasticache:ListTagsForResource",
        ],
        create: &["elasticache:CreateCacheParameterGroup", "elasticache:AddTagsToResource"],
        change: &[
            "elasticache:ModifyCacheParameterGroup",
            "elasticache:ResetCacheParameterGroup",
            "elasticache:RemoveTagsFromResource",
        ],
        delete: &["elasticache:DeleteCacheParameterGroup"],
        resources: &["arn:aws:elasticache:{region}:{account}:parametergroup:{name}*"],
        ..ACCESS
    },
    Access {
        kind: "elasticache.user",
        read: &["elasticache:DescribeUsers", "elasticache:ListTagsForResource"],
        create: &["elasticache:CreateUser", "elasticache:AddTagsToResource"],
        change: &["elasticache:ModifyUser", "elasticache:RemoveTagsFromResource"],
        delete: &["elasticache:DeleteUser"],
        resources: &["arn:aws:elasticache:{region}:{account}:user:{name}*"],
        ..ACCESS
    },
    Access {
        kind: "elasticache.user_group",
        read: &[
            "elasticache:DescribeUserGroups",
            "elasticache:ListTagsForResource",
            "elasticache:DescribeReplicationGroups",
        ],
        create: &["elasticache:CreateUserGroup", "elasticache:AddTagsToResource"],
        change: &["elasticache:ModifyUserGroup", "elasticache:RemoveTagsFromResource"],
        delete: &["elasticache:DeleteUserGroup"],
        resources: &["arn:aws:elasticache:{region}:{account}:usergroup:{name}*"],
        // Also AWS's own, `default`, and other stacks'.
        uses: &["arn:aws:elasticache:{region}:{account}:user:*"],
        ..ACCESS
    },
    Access {
        kind: "elasticache.replication_group",
        read: &[
            "elasticache:DescribeReplicationGroups",
            "elasticache:DescribeCacheClusters",
            "elasticache:DescribeCacheEngineVersions",
            "elasticache:ListTagsForResource",
        ],
        create: &["elasticache:CreateReplicationGroup", "elasticache:AddTagsToResource"],
        change: &[
            "elasticache:ModifyReplicationGroup",
            "elasticache:ModifyReplicationGroupShardConfiguration",
            "elasticache:IncreaseReplicaCount",
            "elasticache:DecreaseReplicaCount",
            "elasticache:RemoveTagsFromResource",
        ],
        delete: &["elasticache:DeleteReplicationGroup"],
        linked_roles: &["elasticache.amazonaws.com"],
        resources: &[
            "arn:aws:elasticache:{region}:{account}:cluster:{name}*",
            "arn:aws:elasticache:{region}:{account}:replicationgroup:{name}*",
        ],
        uses: USES,
        ..ACCESS
    },
    Access {
        kind: "elasticache.cluster",
        read: &[
            "elasticache:DescribeCacheClusters",
            "elasticache:DescribeCacheEngineVersions",
            "elasticache:ListTagsForResource",
        ],
        create: &["elasticache:CreateCacheCluster", "elasticache:AddTagsToResource"],
        change: &[
            "elasticache:ModifyCacheCluster",
            "elasticache:RebootCacheCluster",
            "elasticache:RemoveTagsFromResource",
        ],
        delete: &["elasticache:DeleteCacheCluster"],
        linked_roles: &["elasticache.amazonaws.com"],
        resources: &["arn:aws:elasticache:{region}:{account}:cluster:{name}*"],
        uses: USES,
        ..ACCESS
    },
];
