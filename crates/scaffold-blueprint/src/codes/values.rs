//! Expressions, and values that are known too late.

codes! {
    BAD_EXPRESSION = "bad-expression", r#"What stands between `${` and `}` is no expression.

```toml
url = "${vpc.main}"              # wrong: which output of it?
url = "${vpc.main.id}"           # right
vpc = "vpc.main"                 # an attribute that takes a reference has the bare address
policy_name = "$${aws:username}" # a literal ${ is written $${
```
There are `${var.name}`, `${blueprint.name}`, `${blueprint.env}`, `${blueprint.region}`, and outputs:
`${vpc.main.id}`, `${vpc.main/subnet.public-1.id}`, `${ec2.subnet.office.id}`. No functions."#;

    UNKNOWN_VARIABLE = "unknown-variable", r#"An expression names a variable that is not declared.

```toml
[variables.web_max]
type = "integer"
# …
max_size = "${var.web_mx}"       # wrong
max_size = "${var.web_max}"      # right
```"#;

    UNKNOWN_BLUEPRINT_VALUE = "unknown-blueprint-value", r#"There are `${blueprint.name}`, `${blueprint.env}` and `${blueprint.region}`, nothing else.

```toml
tags = { stack = "${blueprint.title}" }   # wrong
tags = { stack = "${blueprint.name}" }    # right
```"#;

    NO_ENVIRONMENT = "no-environment", r#"`${blueprint.env}` is the word after `--env`, and no `--env` was given.

```sh
scaffold plan                    # wrong, if the blueprint says ${blueprint.env}
scaffold plan --env prod         # right
```"#;

    LIST_IN_TEXT = "list-in-text", r#"A list cannot stand inside a text. A text that is one expression takes the expression's type.

```toml
zones = "zones: ${var.zones}"    # wrong, if zones is a list
zones = "${var.zones}"           # right
```"#;

    EXPRESSION_NOT_ALLOWED = "expression-not-allowed", r#"Declarations are read before anything has a value: variables, `[[moved]]`, `ignore`, and the stack's name in terms of itself take no such expression.

```toml
[variables.both]
type = "string"
default = "${var.one}-${var.two}"   # wrong: write the value
```"#;

    NOT_KNOWN_YET = "not-known-yet", r#"A value that only apply knows stands where it is needed to tell what there will be at all: numbers, flags, choices and ranges of a block, and tags of the whole blueprint.

```toml
[vpc.other]
cidr_block = "${vpc.main.cidr_block}"   # wrong: a variable can say it for both
```
Texts, references and policies may be known later, and so may every attribute of a resource that is
written directly."#;

    WRITTEN_PASSWORD = "written-password", r#"No password stands in a blueprint: whoever reads the file, its history, a plan or a log
would have it, and nobody could change it without a change of the file.

```toml
[database.orders]
password = "hunter2"                       # wrong

[cache.pages]
auth = "hunter2"                           # wrong
auth = { secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pages-a1B2c3" }   # right
```
The first user of a database gets a password that RDS or scaffold makes up and a secret keeps:
`${database.orders.secret_arn}`. Where a password comes from elsewhere, an attribute names the secret or the
parameter that holds it, which is read at the call that needs it. A report of this mistake does not show what
was written; if the file was ever committed or sent, change the password as well."#;
}
