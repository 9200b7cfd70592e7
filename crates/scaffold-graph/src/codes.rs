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

/// Resources that wait for each other.
pub static CIRCLE: Code = Code {
    name: "circle",
    explanation: "Resources refer to each other in a circle, so that none of them can be made first. \
        Take one of the references out. Security groups that refer to each other do so through their \
        rules (`ec2.security_group_rules`), which are resources of their own.",
};

/// `[[moved]]` to nowhere.
pub static UNKNOWN_MOVED_TO: Code = Code {
    name: "unknown-moved-to",
    explanation: "`to` of a `[[moved]]` entry must be an address that the blueprint has: it says which \
        block or resource the live one at `from` is now.",
};

/// `[[moved]]` from something that is still there.
pub static MOVED_FROM_EXISTS: Code = Code {
    name: "moved-from-exists",
    explanation: "`from` of a `[[moved]]` entry still has a block or resource in the blueprint, so the \
        live resource cannot be both. Take out either the entry or what stands at `from`.",
};

/// `ignore` of an attribute that is none.
pub static UNKNOWN_IGNORED_ATTRIBUTE: Code = Code {
    name: "unknown-ignored-attribute",
    explanation: "`ignore` lists attributes whose live values are left to others. This one is no \
        attribute of the kind (of a block: of none of its parts).",
};

/// A reference to another stack.
pub static OTHER_STACK_REFERENCE: Code = Code {
    name: "other-stack-reference",
    explanation: "`@stack/address` names a resource of another stack. This version does not look other \
        stacks up: write the physical id, as `scaffold show` of that stack prints it.",
};

/// A kind that this version does not know.
pub static UNKNOWN_KIND: Code = Code {
    name: "unknown-kind",
    explanation: "A resource has a kind that this version of scaffold does not know.",
};
