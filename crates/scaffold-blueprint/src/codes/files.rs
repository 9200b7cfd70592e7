//! Files: TOML, several files, overlays.

codes! {
    SYNTAX = "syntax", r#"The text is not TOML.

```toml
region = us-east-1     # wrong: a text without quotes
region = "us-east-1"   # right
```
Reading goes on after the mistake. A mistake often spoils the lines after it; of such a cascade only
the first is shown."#;

    DUPLICATE_KEY = "duplicate-key", r#"A key stands twice in one table, or a table twice in one file.

```toml
[vpc.main]
nat = "single"
nat = "none"           # wrong: which one is it?
```
Keep one. Two blocks need two names; items of a list of tables are written `[[…]]`."#;

    TOO_LARGE_NUMBER = "too-large-number", r#"A number cannot be represented: a whole number beyond 64 bits, or one that is not finite.

```toml
size_gib = 99999999999999999999   # wrong
size_gib = 100                    # right
```"#;

    DUPLICATE_DEFINITION = "duplicate-definition", r#"All `*.toml` files of a directory are one blueprint, and the same block, variable or output stands in two of them.

```toml
# network.toml
[vpc.main]
# other.toml
[vpc.main]             # wrong: [vpc.other], or take it out
```"#;

    OVERLAY_OUTSIDE = "overlay-outside-overlay", r#"`[overlay]` says what an environment's file takes away. In the blueprint itself there is nothing below it.

```toml
# web.toml: wrong; web.prod.toml, used with `--env prod`: right
[overlay]
remove = ["vpc.main.nat"]
```"#;

    UNKNOWN_REMOVAL = "unknown-removal", r#"`[overlay] remove` names something that the blueprint does not say.

```toml
# the blueprint says [vpc.main]
[overlay]
remove = ["vpc.mian"]            # wrong
remove = ["vpc.main.nat"]        # right: an attribute
remove = ['vpc.main.adjust."subnet.public-1"']   # a key with a dot stands in quotes
```"#;

    OVERLAY_REPLACES_LIST = "overlay-replaces-list", r#"A warning. An overlay merges tables, but replaces everything else: a list of tables in it stands alone, and nothing of the blueprint's own list is left.

```toml
# web.toml
[[ec2.route_table.office.routes]]
destination = "10.1.0.0/16"
# web.prod.toml: this is the only route in prod
[[ec2.route_table.office.routes]]
destination = "10.2.0.0/16"
```
Repeat what shall stay. To say that it is meant, take the list out first: `[overlay] remove`."#;
}
