//! Tables: blocks, resources, tags, `ignore`, `adjust`, references.

codes! {
    UNKNOWN_TABLE = "unknown-table", r#"There is no block and no service of this name.

```toml
[vcp.main]             # wrong
[vpc.main]             # right
[subnet.office]        # wrong: a resource is written with its service
[ec2.subnet.office]    # right
```
`scaffold schema` lists all of them."#;

    UNKNOWN_KIND = "unknown-kind", r#"The service is known, but it has no such kind.

```toml
[ec2.subnets.office]   # wrong
[ec2.subnet.office]    # right
```"#;

    BLOCK_WITHOUT_NAME = "block-without-name", r#"A block needs a name of yours, which is part of its address.

```toml
[vpc]                  # wrong
[vpc.main]             # right
cidr_block = "10.0.0.0/16"
```"#;

    BAD_REFERENCE = "bad-reference", r#"An attribute that refers to something takes its address: `<block>.<name>`, `<block>.<name>/<part>` or `<service>.<kind>.<name>`. Where it refers to one resource, that resource's physical id will do as well.

```toml
vpc = "main"           # wrong
vpc = "vpc.main"       # right
vpc = "vpc-0a1b2c3d"   # right: a VPC that is not of this blueprint
```"#;

    UNKNOWN_BLOCK = "unknown-block", r#"An attribute takes the address of a block of a certain word, and there is no such block, or it is another kind of thing.

```toml
[vpc.main]
[web.front]
vpc = "vpc.mian"       # wrong
vpc = "vpc.main"       # right
```"#;

    CROSS_STACK_REFERENCE = "cross-stack-reference", r#"`@stack/vpc.main` refers to another stack: `@network/vpc.main` to that of the stack `network` in this environment and region, `@network/prod/vpc.main` in the environment `prod`, `@network//vpc.main` in none. Networks can be used from other stacks, so can what is connected to at a port, and every single resource. Other blocks are used in their own blueprint.

```toml
vpc = "@network/vpc.main"                     # right
connects_to = ["@data/database.orders"]       # right
forward = "@web/autoscaling_group.web"        # wrong: the balancer stands in the blueprint of what it leads to
```"#;

    UNKNOWN_IGNORE = "unknown-ignore", r#"`ignore` names attributes that are left to others.

```toml
ignore = ["dns_suport"]    # wrong
ignore = ["dns_support"]   # right
```"#;

    BAD_PART = "bad-part", r#"`adjust` names a part of a block as the block's page lists it, without the block.

```toml
[vpc.main.adjust."vpc.main/subnet.public-1"]   # wrong
[vpc.main.adjust."subnet.public-1"]            # right
map_public_ip_on_launch = false
```"#;

    ADJUST_ON_RESOURCE = "adjust-on-resource", r#"Only a block has parts to adjust. A resource that is written directly has its attributes in its own table.

```toml
[ec2.subnet.office.adjust."subnet"]   # wrong
[ec2.subnet.office]                   # right
map_public_ip_on_launch = false
```"#;

    RESERVED_TAG = "reserved-tag", r#"Tags that begin with `aws:` are AWS's own, those with `scaffold:` hold the identity of resources.

```toml
tags = { "scaffold:stack" = "shop" }   # wrong
tags = { stack = "shop" }              # right
```"#;

    BAD_TAG = "bad-tag", r#"AWS takes letters, digits, spaces and `_ . : / = + - @` in tags, up to 128 characters in a key and 256 in a value. A key is not empty.

```toml
tags = { owner = "team #1" }   # wrong
tags = { owner = "team 1" }    # right
```"#;

    TOO_MANY_TAGS = "too-many-tags", r#"AWS allows 50 tags on a resource, and `scaffold` needs some of them: 45 are yours, those of `[blueprint]` counted.

Take some out of `tags`, or move those that differ from `[blueprint]` into the blocks that need them."#;

    TAG_NOT_TEXT = "tag-not-text", r#"Values of tags are text.

```toml
tags = { cost_centre = 4711 }     # wrong
tags = { cost_centre = "4711" }   # right
```"#;

    TAGS_NOT_TAKEN = "tags-not-taken", r#"This kind is a complete set that belongs to another resource, and carries no tags of its own.

```toml
[ec2.security_group_rules.office]
tags = { team = "it" }            # wrong: tag [ec2.security_group.office]
```"#;
}
