//! The diagnostics of expanding blocks.

use scaffold_model::Code;

/// Every code of this crate's diagnostics.
pub static CODES: &[&Code] = &[
    &UNKNOWN_PART,
    &IGNORED_BY_NO_PART,
    &ZONE_NOT_OF_REGION,
    &NAT_WITHOUT_PUBLIC_TIER,
    &NAT_WITHOUT_PRIVATE_TIER,
    &UNKNOWN_SUBNET,
    &SUBNET_OUTSIDE_VPC,
    &SUBNETS_OVERLAP,
];

/// `adjust` of a part that the block has not.
pub static UNKNOWN_PART: Code = Code {
    name: "unknown-part",
    explanation: "`[<block>.<name>.adjust.\"<part>\"]` changes one part of what the block expands to. This \
        block, as it is written, has no part of that name. Each block's page of the reference lists its \
        parts; `scaffold graph` draws those of your blueprint.",
};

/// `ignore` of something that none of a block's parts has.
pub static IGNORED_BY_NO_PART: Code = Code {
    name: "ignored-by-no-part",
    explanation: "`ignore` on a block applies to every part that has the attribute. None of this block's \
        parts has it.",
};

/// A zone of another region, or none.
pub static ZONE_NOT_OF_REGION: Code = Code {
    name: "zone-not-of-region",
    explanation: "Zones that a block names are standard zones of the stack's region, by name: the region \
        and a letter from `a` to `h`, such as `us-east-1a`. The letter numbers the zone's parts, so that \
        adding a zone renumbers nothing. Subnets in local zones are written directly \
        (`[ec2.subnet.<name>]`).",
};

/// NAT gateways with nowhere to stand.
pub static NAT_WITHOUT_PUBLIC_TIER: Code = Code {
    name: "nat-without-public-tier",
    explanation: "NAT gateways stand in public subnets. Add `\"public\"` to `tiers`, or say \
        `nat = \"none\"`: then private subnets have no way out.",
};

/// NAT gateways for nobody.
pub static NAT_WITHOUT_PRIVATE_TIER: Code = Code {
    name: "nat-without-private-tier",
    explanation: "NAT gateways serve private subnets, and this block has none, so none is made. Take `nat` \
        out, or add `\"private\"` to `tiers`.",
};

/// An override for a subnet that is not there.
pub static UNKNOWN_SUBNET: Code = Code {
    name: "unknown-subnet",
    explanation: "`subnet_cidrs` gives subnets another range than they would have. Its keys are \
        `<tier>-<zone>`, such as `public-1`, of subnets that the block has.",
};

/// A subnet that is not inside its VPC.
pub static SUBNET_OUTSIDE_VPC: Code = Code {
    name: "subnet-outside-vpc",
    explanation: "A range in `subnet_cidrs` must lie inside the block's `cidr_block`.",
};

/// Two subnets that share addresses.
pub static SUBNETS_OVERLAP: Code = Code {
    name: "subnets-overlap",
    explanation: "Two subnets of one VPC cannot share addresses. A range in `subnet_cidrs` overlaps that of \
        another subnet of the block. Without an override, a block is cut into 32 equal ranges, eight zones \
        for each of up to four tiers.",
};
