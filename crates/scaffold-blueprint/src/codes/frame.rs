//! The frame: `[blueprint]`, `[variables]`, `[[moved]]`, names.

codes! {
    NO_BLUEPRINT_TABLE = "no-blueprint-table", r#"A blueprint begins with what is true of all of it.

```toml
[blueprint]
version = 1
name = "shop"
region = "us-east-1"
```"#;

    UNKNOWN_VERSION = "unknown-version", r#"`version` is the version of the language. It freezes the defaults that a blueprint counts on. This `scaffold` reads version 1.

```toml
version = 2            # wrong
version = 1            # right
```"#;

    UNKNOWN_REGION = "unknown-region", r#"AWS had no region of this name when this version of `scaffold` was made. Where it is mistyped, nothing answers there.

```toml
region = "us-esat-1"   # wrong
region = "us-east-1"   # right
```"#;

    BAD_NAME = "bad-name", r#"Names of stacks, environments and blocks are lower-case letters, digits and single hyphens, a letter first, because physical names and tags are made of them. Variables and outputs have `_` instead of the hyphen.

```toml
[vpc.Main_Net]         # wrong
[vpc.main-net]         # right
```"#;

    NAME_TOO_LONG = "name-too-long", r#"A name is too long: stacks have at most 24 characters, environments 12, blocks 40. AWS allows some names only 32 characters, of which a hash takes nine.

```toml
name = "the-platform-of-the-checkout-team"   # wrong
name = "checkout"                            # right
```"#;

    UNSET_VARIABLE = "unset-variable", r#"A variable without a default was given no value.

```toml
[variables.office]
type = "string"        # run with --var office=203.0.113.0/24, or add:
default = "203.0.113.0/24"
```
`SCAFFOLD_VAR_office` in the environment does the same; `--var` goes first."#;

    UNDECLARED_VARIABLE = "undeclared-variable", r#"`--var` or `SCAFFOLD_VAR_…` gives a value to a variable that the blueprint does not declare.

```sh
scaffold plan --var web_mx=6    # wrong, if the blueprint says [variables.web_max]
scaffold plan --var web_max=6   # right
```"#;

    BAD_VARIABLE_TEXT = "bad-variable-text", r#"The text given for a variable cannot be read as the type that the variable declares.

```sh
scaffold plan --var web_max=six           # wrong for type = "integer"
scaffold plan --var web_max=6             # right
scaffold plan --var zones=us-east-1a,us-east-1b        # a list
scaffold plan --var 'zones=["us-east-1a"]'             # also a list
```"#;

    VARIABLE_OUT_OF_RANGE = "variable-out-of-range", r#"The value of a variable lies below its `minimum` or above its `maximum`.

```toml
[variables.web_max]
type = "integer"
minimum = 2
default = 1            # wrong
```"#;

    VARIABLE_PATTERN = "variable-pattern", r#"The value of a variable, or an item of a list, does not match its `pattern`. The pattern must match the whole of it.

```toml
[variables.team]
type = "string"
pattern = "[a-z]+"
default = "Team 1"     # wrong
default = "checkout"   # right
```"#;

    VARIABLE_NOT_ALLOWED = "variable-not-allowed", r#"The value of a variable, or an item of a list, is none of those `allowed`.

```toml
[variables.size]
type = "string"
allowed = ["small", "large"]
default = "medium"     # wrong
```"#;

    BAD_PATTERN = "bad-pattern", r#"`pattern` is no regular expression. The syntax is that of Rust's `regex`: no look-around, no back-references.

```toml
pattern = "[a-z"       # wrong
pattern = "[a-z]+"     # right
```"#;

    POINTLESS_CONSTRAINT = "pointless-constraint", r#"A constraint means nothing for the variable's type: `minimum` and `maximum` are for `integer` and `number`, `pattern` is for `string` and `list`.

```toml
[variables.team]
type = "string"
minimum = 2            # wrong; pattern = ".{2,}" says it
```"#;

    CONTRADICTORY_CONSTRAINTS = "contradictory-constraints", r#"`minimum` is greater than `maximum`, so that no value can be right.

```toml
minimum = 12
maximum = 2            # wrong: exchange the two
```"#;

    UNUSED_VARIABLE = "unused-variable", r#"A warning. A variable is declared and never used.

```toml
[variables.web_max]
type = "integer"
default = 6            # nothing says "${var.web_max}"
```"#;

    BAD_MOVE = "bad-move", r#"`[[moved]]` gives what is live a new address. Nothing else about it may change: a block moves to a block of the same word, a resource to one of the same kind, and never to itself.

```toml
[[moved]]
from = "vpc.main"
to = "ec2.vpc.main"    # wrong; to = "vpc.core" is right
```"#;

    MOVED_TWICE = "moved-twice", r#"Two `[[moved]]` entries send one address to two places.

```toml
[[moved]]
from = "vpc.main"
to = "vpc.core"
[[moved]]
from = "vpc.main"      # wrong
to = "vpc.edge"
```"#;

    MOVED_STILL_THERE = "moved-still-there", r#"`[[moved]]` says that something left an address at which the blueprint still has a table.

```toml
[vpc.main]             # wrong: rename it to [vpc.core]
[[moved]]
from = "vpc.main"
to = "vpc.core"
```"#;

    MOVED_TO_NOWHERE = "moved-to-nowhere", r#"`[[moved]]` sends something to an address at which the blueprint has no table.

```toml
[vpc.core]
[[moved]]
from = "vpc.main"
to = "vpc.cor"         # wrong: vpc.core
```"#;
}
