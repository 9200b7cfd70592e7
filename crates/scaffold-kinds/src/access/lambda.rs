use super::actions::{ACCESS, Access, OnlyIf};

const FUNCTION: &str = "arn:aws:lambda:{region}:{account}:function:{name}*";

/// Of a function, and of its versions and aliases.
const OF: Access = Access { resources: &[FUNCTION], names_of: Some("lambda.function"), ..ACCESS };

pub(super) const ACCESS_OF: &[Access] = &[
    Access {
        kind: "lambda.function",
        read: &[
            "lambda:ListFunctions",
            "lambda:GetFunction",
            "lambda:ListVersionsByFunction",
            "lambda:ListTags",
            // Lambda looks at the network in the name of whoever makes a function in one.
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs",
            "ec2:DescribeNetworkInterfaces",
        ],
        create: &[
            "lambda:CreateFunction",
            "lambda:TagResource",
            "lambda:PublishVersion",
            "lambda:PutFunctionConcurrency",
        ],
        change: &[
            "lambda:UpdateFunctionCode",
            "lambda:UpdateFunctionConfiguration",
            "lambda:DeleteFunctionConcurrency",
            "lambda:UntagResource",
        ],
        delete: &["lambda:DeleteFunction"],
        passes_role_to: &["lambda.amazonaws.com"],
        ..OF
    },
    Access {
        kind: "lambda.alias",
        read: &[
            "lambda:ListFunctions",
            "lambda:ListAliases",
            "lambda:GetAlias",
            "lambda:GetFunction",
            "lambda:ListTags",
            "lambda:GetProvisionedConcurrencyConfig",
            "lambda:ListVersionsByFunction",
        ],
        create: &["lambda:CreateAlias", "lambda:PutProvisionedConcurrencyConfig"],
        change: &["lambda:UpdateAlias", "lambda:DeleteProvisionedConcurrencyConfig"],
        delete: &["lambda:DeleteAlias", "lambda:DeleteFunction"],
        ..OF
    },
    Access {
        kind: "lambda.url",
        read: &[
            "lambda:ListFunctions",
            "lambda:ListTags",
            "lambda:ListAliases",
            "lambda:GetFunctionUrlConfig",
        ],
        create: &["lambda:CreateFunctionUrlConfig"],
        change: &["lambda:UpdateFunctionUrlConfig"],
        delete: &["lambda:DeleteFunctionUrlConfig"],
        ..OF
    },
    Access {
        kind: "lambda.permission",
        read: &["lambda:ListFunctions", "lambda:ListTags", "lambda:ListAliases", "lambda:GetPolicy"],
        create: &["lambda:AddPermission"],
        delete: &["lambda:RemovePermission"],
        ..OF
    },
    Access {
        kind: "lambda.event_source",
        read: &[
            "lambda:ListEventSourceMappings",
            "lambda:GetEventSourceMapping",
            "lambda:ListFunctions",
            "lambda:ListTags",
        ],
        create: &["lambda:CreateEventSourceMapping", "lambda:TagResource"],
        change: &["lambda:UpdateEventSourceMapping", "lambda:UntagResource"],
        delete: &["lambda:DeleteEventSourceMapping"],
        resources: &["arn:aws:lambda:{region}:{account}:event-source-mapping:*"],
        // One that is yet to be made has no ARN. All are known by their function.
        uses: &["*"],
        only_if: Some(OnlyIf { operator: "ArnLike", key: "lambda:FunctionArn", value: FUNCTION }),
        ..OF
    },
    Access {
        kind: "lambda.layer",
        read: &["lambda:ListLayers", "lambda:ListLayerVersions", "lambda:GetLayerVersion"],
        create: &["lambda:PublishLayerVersion"],
        delete: &["lambda:DeleteLayerVersion"],
        resources: &["arn:aws:lambda:{region}:{account}:layer:{name}*"],
        ..ACCESS
    },
];
