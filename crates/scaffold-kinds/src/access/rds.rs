use super::actions::{ACCESS, Access};

const EVERYTHING: &[&str] = &["arn:aws:rds:{region}:{account}:*"];

const OF: Access = Access { resources: EVERYTHING, ..ACCESS };

pub(super) const ACCESS_OF: &[Access] = &[
    Access {
        kind: "rds.subnet_group",
        read: &["rds:DescribeDBSubnetGroups", "rds:ListTagsForResource", "rds:DescribeDBInstances"],
        create: &["rds:CreateDBSubnetGroup", "rds:AddTagsToResource"],
        change: &["rds:ModifyDBSubnetGroup", "rds:RemoveTagsFromResource"],
        delete: &["rds:DeleteDBSubnetGroup"],
        ..OF
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
        ..OF
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
            // Of the first user's password, which RDS keeps for the caller.
            "kms:DescribeKey",
            "secretsmanager:CreateSecret",
            "secretsmanager:TagResource",
            "secretsmanager:GetSecretValue",
        ],
        change: &["rds:ModifyDBInstance", "rds:RebootDBInstance", "rds:RemoveTagsFromResource"],
        delete: &["rds:DeleteDBInstance"],
        resources: &["*"],
        passes_role_to: &["monitoring.rds.amazonaws.com"],
        linked_roles: &["rds.amazonaws.com"],
        ..OF
    },
];
