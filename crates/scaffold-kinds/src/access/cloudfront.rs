use super::actions::{ACCESS, Access};

const OF: Access = Access { resources: &["arn:aws:cloudfront::{account}:*"], ..ACCESS };

pub(super) const ACCESS_OF: &[Access] = &[
    Access {
        kind: "cloudfront.distribution",
        read: &[
            "cloudfront:ListDistributions",
            "cloudfront:GetDistribution",
            "cloudfront:ListTagsForResource",
        ],
        create: &["cloudfront:CreateDistribution", "cloudfront:TagResource"],
        change: &[
            "cloudfront:UpdateDistribution",
            "cloudfront:AssociateAlias",
            "cloudfront:ListConflictingAliases",
            "cloudfront:UntagResource",
        ],
        delete: &["cloudfront:DeleteDistribution"],
        ..OF
    },
    Access {
        kind: "cloudfront.origin_access_control",
        read: &["cloudfront:ListOriginAccessControls", "cloudfront:GetOriginAccessControl"],
        create: &["cloudfront:CreateOriginAccessControl"],
        change: &["cloudfront:UpdateOriginAccessControl"],
        delete: &["cloudfront:DeleteOriginAccessControl"],
        ..OF
    },
    Access {
        kind: "cloudfront.cache_policy",
        read: &["cloudfront:ListCachePolicies", "cloudfront:GetCachePolicy"],
        create: &["cloudfront:CreateCachePolicy"],
        change: &["cloudfront:UpdateCachePolicy"],
        delete: &["cloudfront:DeleteCachePolicy"],
        ..OF
    },
    Access {
        kind: "cloudfront.response_headers_policy",
        read: &["cloudfront:ListResponseHeadersPolicies", "cloudfront:GetResponseHeadersPolicy"],
        create: &["cloudfront:CreateResponseHeadersPolicy"],
        change: &["cloudfront:UpdateResponseHeadersPolicy"],
        delete: &["cloudfront:DeleteResponseHeadersPolicy"],
        ..OF
    },
    Access {
        kind: "cloudfront.function",
        read: &[
            "cloudfront:ListFunctions",
            "cloudfront:DescribeFunction",
            "cloudfront:GetFunction",
            "cloudfront:ListTagsForResource",
        ],
        create: &["cloudfront:CreateFunction", "cloudfront:PublishFunction", "cloudfront:TagResource"],
        change: &["cloudfront:UpdateFunction", "cloudfront:UntagResource"],
        delete: &["cloudfront:DeleteFunction"],
        resources: &["arn:aws:cloudfront::{account}:function/{name}*"],
        ..OF
    },
];
