use super::actions::{ACCESS, Access};

pub(super) const ACCESS_OF: &[Access] = &[
    Access {
        kind: "iam.role",
        read: &[
            "iam:GetAccountAuthorizationDetails",
            "iam:ListRoles",
            "iam:GetRole",
            "iam:GetRolePolicy",
            "iam:ListRolePolicies",
            "iam:ListAttachedRolePolicies",
            "iam:ListInstanceProfilesForRole",
            "iam:ListRoleTags",
        ],
        create: &["iam:CreateRole", "iam:TagRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"],
        change: &[
            "iam:UpdateRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:PutRolePermissionsBoundary",
            "iam:DeleteRolePermissionsBoundary",
            "iam:DeleteRolePolicy",
            "iam:DetachRolePolicy",
            "iam:UntagRole",
        ],
        delete: &["iam:DeleteRole"],
        resources: &["arn:aws:iam::{account}:role/scaffold/{region}/{stack}/*"],
        ..ACCESS
    },
    Access {
        kind: "iam.instance_profile",
        read: &["iam:ListInstanceProfiles", "iam:GetInstanceProfile", "iam:ListInstanceProfileTags"],
        create: &["iam:CreateInstanceProfile", "iam:TagInstanceProfile", "iam:AddRoleToInstanceProfile"],
        change: &["iam:RemoveRoleFromInstanceProfile", "iam:UntagInstanceProfile"],
        delete: &["iam:DeleteInstanceProfile"],
        resources: &["arn:aws:iam::{account}:instance-profile/scaffold/{region}/{stack}/*"],
        passes_role_to: &["ec2.amazonaws.com"],
        ..ACCESS
    },
];
