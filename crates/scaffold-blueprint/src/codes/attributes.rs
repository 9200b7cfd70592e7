//! Attributes, and what must hold between them.

codes! {
    UNKNOWN_ATTRIBUTE = "unknown-attribute", r#"A table has no attribute of this name.

```toml
[vpc.main]
cidr = "10.0.0.0/16"         # wrong
cidr_block = "10.0.0.0/16"   # right
```"#;

    WRONG_TYPE = "wrong-type", r#"A value is of another type than the attribute.

```toml
dns_support = "true"   # wrong
dns_support = true     # right
tiers = "public"       # wrong
tiers = ["public"]     # right
```"#;

    MISSING_ATTRIBUTE = "missing-attribute", r#"A table lacks an attribute that has no default.

```toml
[vpc.main]             # wrong
[vpc.main]             # right
cidr_block = "10.0.0.0/16"
```"#;

    OUT_OF_RANGE = "out-of-range", r#"A number is smaller or larger than the attribute allows.

```toml
zones = 9              # wrong
zones = 3              # right: 1 to 6
```"#;

    BAD_CIDR = "bad-cidr", r#"A range is written in CIDR notation: an address, a slash, the number of leading bits.

```toml
cidr_block = "10.0.0.0"      # wrong
cidr_block = "10.0.0/16"     # wrong
cidr_block = "10.0.0.0/16"   # right
```"#;

    HOST_BITS_SET = "host-bits-set", r#"The address of a range has bits set after the prefix. It would be cut off silently, and what a reviewer reads would not be what is there.

```toml
cidr_block = "10.0.1.0/16"   # wrong
cidr_block = "10.0.0.0/16"   # right: the range that it is in
```"#;

    CIDR_SIZE = "cidr-size", r#"A range is larger or smaller than AWS or the block allows. The smaller the number after the slash, the larger the range.

```toml
cidr_block = "10.0.0.0/8"    # wrong for a VPC
cidr_block = "10.0.0.0/16"   # right
```"#;

    UNKNOWN_WORD = "unknown-word", r#"The attribute takes one of a few words.

```toml
nat = "one"            # wrong
nat = "single"         # right; or "per_zone", "none"
```"#;

    BAD_TEXT = "bad-text", r#"A text has not the form that is needed: too long, empty, of other characters, or without the beginning that ids have.

```toml
region = "Virginia"    # wrong
region = "us-east-1"   # right
account = "1234"       # wrong: twelve digits
```"#;

    BAD_VALUE = "bad-value", r#"The attribute takes values of several forms, and this is none of them.

```toml
destination = "the office"    # wrong
destination = "10.1.0.0/16"   # right; or an IPv6 range, or a prefix list
```"#;

    REPEATED_ITEM = "repeated-item", r#"A set holds an item twice.

```toml
tiers = ["public", "public"]    # wrong
tiers = ["public", "private"]   # right
```"#;

    BAD_POLICY = "bad-policy", r#"A policy is a table, or a text that is a JSON object.

```toml
policy = "{ Version: 2012 }"                             # wrong
policy = { Version = "2012-10-17", Statement = [] }      # right
policy = '{ "Version": "2012-10-17", "Statement": [] }'  # right
```
Policy variables of AWS need a second dollar: `$${aws:username}`."#;

    NOT_ONE_OF = "not-one-of", r#"One of several attributes must be set, and none is. `false` and empty lists do not count.

```toml
[[ec2.route_table.office.routes]]
destination = "0.0.0.0/0"                              # wrong: to where?
internet_gateway = "ec2.internet_gateway.office"       # right
```"#;

    TOO_MANY_OF = "too-many-of", r#"Of several attributes only one may be set.

```toml
cidr_block = "10.1.0.0/16"
ipv6_cidr_block = "2001:db8::/64"   # wrong: a rule has one peer, write two rules
```"#;

    MISSING_COMPANION = "missing-companion", r#"An attribute, by its value or its default, needs another one.

```toml
[ec2.vpc.office]
dns_hostnames = true
dns_support = false    # wrong: names need Amazon's DNS server
```"#;

    NOT_APPLICABLE = "not-applicable", r#"An attribute only has a meaning where another one has a certain value.

```toml
[ec2.vpc_endpoint.s3]
endpoint_type = "Gateway"
subnets = ["ec2.subnet.office"]   # wrong: gateway endpoints have routes
```"#;
}
