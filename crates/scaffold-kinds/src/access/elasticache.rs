use super::actions::{ACCESS, Access};

const OF: Access = Access { resources: &["arn:aws:elasticache:{region}:{account}:*"], ..ACCESS };

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
        ..OF
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
        ..OF
    },
    Access {
        kind: "elasticache.user",
        read: &["elasticache:DescribeUsers", "elasticache:ListTagsForResource"],
        create: &["elasticache:CreateUser", "elasticache:AddTagsToResource"],
        change: &["elasticache:ModifyUser", "elasticache:RemoveTagsFromResource"],
        delete: &["elasticache:DeleteUser"],
        ..OF
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
        ..OF
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
        ..OF
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
        ..OF
    },
];
