use super::actions::{ACCESS, Access, Also};

pub(super) const ACCESS_OF: &[Access] = &[
    Access {
        kind: "rds.subnet_group",
        read: &["rds:DescribeDBSubnetGroups", "rds:ListTagsForResource", "rds:DescribeDBInstances"],
        create: &["rds:CreateDBSubnetGroup", "rds:AddTagsToResource"],
        change: &["rds:ModifyDBSubnetGroup", "rds:RemoveTagsFromResource"],
        delete: &["rds:DeleteDBSubnetGroup"],
        resources: &["arn:aws:rds:{region}:{account}:subgrp:{name}*"],
        ..ACCESS
    },
    Access {
        kind: "rds.parameter_group",
        read: &[
            "rds:DescribeDBParameterGroups",
            "rds:DescribeDBParameters",
            "rds:DescribeEngineDefaultParameters",
            "rds:ListTagsForResource",
            "rds:DescribeDBInstances",
        ],
        create: &["rds:CreateDBParameterGroup", "rds:AddTagsToResource"],
        change: &["rds:ModifyDBParameterGroup", "rds:ResetDBParameterGroup", "rds:RemoveTagsFromResource"],
        delete: &["rds:DeleteDBParameterGroup"],
        // Replicas in other regions have theirs there.
        resources: &["arn:aws:rds:*:{account}:pg:{name}*"],
        ..ACCESS
    },
    Access {
        kind: "rds.instance",
        read: &[
            "rds:DescribeDBInstances",
            "rds:DescribeDBEngineVersions",
            "rds:DescribeDBSnapshots",
            "rds:ListTagsForResource",
        ],
        create: &[
            "rds:CreateDBInstance",
            "rds:CreateDBInstanceReadReplica",
            "rds:RestoreDBInstanceFromDBSnapshot",
            "rds:AddTagsToResource",
            "rds:PromoteReadReplica",
        ],
        change: &["rds:ModifyDBInstance", "rds:RebootDBInstance", "rds:RemoveTagsFromResource"],
        delete: &["rds:DeleteDBInstance"],
        // Replicas stand in other regions, too.
        resources: &["arn:aws:rds:*:{account}:db:{name}*"],
        uses: &[
            "arn:aws:rds:*:{account}:og:*",
            "arn:aws:rds:*:{account}:pg:*",
            "arn:aws:rds:*:{account}:subgrp:*",
            // Others share theirs.
            "arn:aws:rds:*:*:snapshot:*",
        ],
        // Of the first user's password, which RDS keeps for the caller in a secret of its own naming.
        also: &[
            Also { actions: &["kms:DescribeKey"], resources: &["*"] },
            Also {
                actions: &["secretsmanager:CreateSecret", "secretsmanager:TagResource"],
                resources: &["arn:aws:secretsmanager:{region}:{account}:secret:rds!*"],
            },
        ],
        says_name: Some("identifier"),
        passes_role_to: &["monitoring.rds.amazonaws.com"],
        linked_roles: &["rds.amazonaws.com"],
        ..ACCESS
    },
];
