use scaffold_model::Code;

/// An address that nothing in the blueprint has.
pub static UNKNOWN_REFERENCE: Code = Code {
    name: "unknown-reference",
    explanation: "An attribute or expression names an address that no block and no table of the blueprint \
        has.\n\nAddresses are `<block>.<name>` (`vpc.main`), `<block>.<name>/<part>` \
        (`vpc.main/subnet.public-1`) and `<service>.<kind>.<name>` (`ec2.security_group.office`). A \
        resource that lives outside the blueprint is named by its physical id (`vpc-0a1b2c`).",
};

/// An address of something else than the attribute takes.
pub static WRONG_KIND: Code = Code {
    name: "wrong-kind",
    explanation: "The address exists, but what stands there is not of the kind that the attribute takes: \
        `vpc = \"ec2.subnet.a\"`.\n\nA block can be named where it has exactly one part of the kind: \
        `vpc = \"vpc.main\"` means `vpc.main/vpc`.",
};

/// A block with several parts of the kind.
pub static AMBIGUOUS_REFERENCE: Code = Code {
    name: "ambiguous-reference",
    explanation: "The block has several parts of the kind that the attribute takes, so that the block's \
        address alone does not say which is meant. Name the part: `vpc.main/subnet.public-1`.",
};

/// An output that the block or resource has not.
pub static UNKNOWN_OUTPUT: Code = Code {
    name: "unknown-output",
    explanation: "`${address.output}` names something that the block or resource does not give. Each \
        block's and kind's page of the reference lists its outputs; of a resource, attributes can be \
        named too.",
};

/// An attribute that is never set.
pub static UNSET_ATTRIBUTE: Code = Code {
    name: "unset-attribute",
    explanation: "`${address.attribute}` names an attribute that the blueprint does not set, that has no \
        default and that AWS does not choose: it will never have a value. Set it, or leave the \
        expression out.",
};

/// A value of an expression that the attribute does not take.
pub static UNFITTING_EXPRESSION: Code = Code {
    name: "unfitting-expression",
    explanation: "An expression gives a value of another type than the attribute takes, such as a list \
        inside a text, or text where `true` or `false` is expected.",
};

/// Two resources with one address.
pub static DUPLICATE_ADDRESS: Code = Code {
    name: "duplicate-address",
    explanation: "Two resources of the blueprint have the same address. The address is a resource's \
        identity in the cloud, so each needs one of its own: rename one of them.",
};

/// Two resources that ask for one thing.
pub static ASKED_FOR_TWICE: Code = Code {
    name: "asked-for-twice",
    explanation: "Some things AWS gives to one resource alone: the name of a bucket, the port of a balancer, the \
        alias of a function by its name. Two resources of the blueprint ask for the same one.",
};

/// Resources that wait for each other.
pub static CIRCLE: Code = Code {
    name: "circle",
    explanation: "Resources refer to each other in a circle, so that none of them can be made first. \
        Take one of the references out. Security groups that refer to each other do so through their \
        rules (`ec2.security_group_rules`), which are resources of their own.",
};

/// `[[moved]]` to a part that the block has not.
pub static MOVED_TO_UNKNOWN_PART: Code = Code {
    name: "moved-to-unknown-part",
    explanation: "`to` of a `[[moved]]` entry names a part that its block, as it is written, does not \
        expand to. Each block's page of the reference lists its parts; `scaffold graph` draws yours.",
};

/// `[[moved]]` from a part that is still there.
pub static MOVED_PART_STILL_THERE: Code = Code {
    name: "moved-part-still-there",
    explanation: "`from` of a `[[moved]]` entry names a part that its block still expands to, so the live \
        resource cannot be both. Take out the entry, or change the block so that the part goes.",
};

/// `[[moved]]` entries that lead back to where they began.
pub static MOVED_IN_CIRCLE: Code = Code {
    name: "moved-in-circle",
    explanation: "`[[moved]]` entries may lead on from each other, as when something was renamed twice, but \
        not back to where they began: then nothing says where it is now. Take out the oldest of them.",
};

/// `@stack/…` that names the stack itself.
pub static OWN_STACK: Code = Code {
    name: "own-stack",
    explanation: "`@stack/address` names something of another stack, and this one is the blueprint's own: its \
        name and environment are the same. Write the address alone: `vpc.main`.",
};

/// A complete set that belongs to another stack.
pub static SET_ABROAD: Code = Code {
    name: "set-abroad",
    explanation: "A complete set, such as `ec2.security_group_rules`, says all that its resource holds, so it \
        belongs to the stack of that resource: from here it would take away what the other stack put there.\n\n\
        To let something into a security group of another stack, write `connects_to`, or a single \
        `ec2.security_group_rule`.",
};

/// Something of another region than what names it.
pub static OTHER_REGION: Code = Code {
    name: "other-region",
    explanation: "What stands in another region than the stack's (`region = \"eu-west-1\"`) can use only what \
        stands there, and nothing else can use it: a replica in another region has a subnet group, security \
        groups and a parameter group of that region.\n\nSubnet groups and security groups of another region \
        are named by their physical names and ids, a parameter group is made there by a `region` of its own. \
        Roles and secrets are used from any region, and a replica's `source` may stand in another one.",
};
