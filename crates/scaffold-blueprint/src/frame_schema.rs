//! The schemas of the frame's own tables, in the form of any other.

use std::sync::LazyLock;

use scaffold_kinds::attribute;
use scaffold_model::{Attribute, Schema, TextRule, Type};

use crate::tags::is_tag_pattern;

/// The version of the language that is read.
pub(crate) const VERSION: i64 = 1;
/// Longest `[blueprint] name`.
pub(crate) const LONGEST_NAME: usize = 24;
/// Longest name of a block.
pub(crate) const LONGEST_BLOCK_NAME: usize = 40;
/// Longest name of an environment.
pub(crate) const LONGEST_ENVIRONMENT: usize = 12;
/// Names of variables and of outputs, as a regular expression.
pub(crate) const VARIABLE_NAME: &str = "[a-z][a-z0-9_]{0,63}";
/// Types of variables.
pub(crate) const VARIABLE_TYPES: &[&str] = &["string", "integer", "number", "boolean", "list"];
/// Tables of the frame.
pub(crate) const FRAME: &[&str] = &["blueprint", "variables", "outputs", "moved"];

pub(crate) static BLUEPRINT: LazyLock<Schema> = LazyLock::new(|| {
    schema(
        "blueprint",
        "What is built: its name, where, and what is true of all of it.",
        vec![
            attribute::<i64>("version", "Version of the language, which freezes its defaults: 1.").required(),
            attribute::<String>(
                "name",
                "The stack's name: lower-case letters, digits and single hyphens, at most 24.",
            )
            .required(),
            attribute::<String>("region", "AWS region: `us-east-1`. `--region` goes first.")
                .text(TextRule::Described { words: "a region such as `us-east-1`", fits: is_region }),
            attribute::<String>("role", "ARN of the IAM role that is assumed for this stack.").text(
                TextRule::Described {
                    words: "an ARN such as `arn:aws:iam::123456789012:role/deploy`",
                    fits: is_role,
                },
            ),
            attribute::<Vec<String>>(
                "foreign_tags",
                "Tags of others that are left alone: patterns with `*`.",
            )
            .text(TextRule::Described {
                words: "a tag key in which `*` stands for anything",
                fits: is_tag_pattern,
            }),
            attribute::<String>(
                "account",
                "The only AWS account that this may run with: twelve digits, in quotes.",
            )
            .text(TextRule::Described { words: "twelve digits, in quotes", fits: is_account }),
        ],
    )
});

pub(crate) static VARIABLE: LazyLock<Schema> = LazyLock::new(|| {
    schema(
        "variable",
        "A value that is given from outside: `--var name=value`, or `SCAFFOLD_VAR_name`.",
        vec![
            attribute::<String>("type", "What it holds.").of_type(Type::Choice(VARIABLE_TYPES)).required(),
            of("default", "Its value when none is given. Without it a value must be given.", any_value()),
            of("description", "What it is for.", Type::Text(TextRule::Any)),
            of("minimum", "Least value of an integer or a number.", Type::Number),
            of("maximum", "Greatest value of an integer or a number.", Type::Number),
            of(
                "pattern",
                "Regular expression that the whole of a string, or of every item of a list, must match.",
                Type::Text(TextRule::Any),
            ),
            of("allowed", "The only values that it, or every item of a list, may have.", list_of_scalars()),
        ],
    )
});

pub(crate) static MOVED: LazyLock<Schema> = LazyLock::new(|| {
    schema(
        "moved",
        "A new address for what is live under an old one.",
        vec![
            attribute::<String>("from", "The address that it had.").required(),
            attribute::<String>("to", "The address that it has now.").required(),
        ],
    )
});

pub(crate) static OVERLAY: LazyLock<Schema> = LazyLock::new(|| {
    schema(
        "overlay",
        "What an environment's file takes away.",
        vec![attribute::<Vec<String>>(
            "remove",
            "Blocks or attributes to take out: `database.orders`, `vpc.main.nat`.",
        )],
    )
});

fn schema(name: &str, doc: &'static str, attributes: Vec<Attribute>) -> Schema {
    Schema { name: name.to_owned(), doc, attributes, rules: Vec::new(), outputs: Vec::new() }
}

fn of(name: &'static str, doc: &'static str, ty: Type) -> Attribute {
    attribute::<String>(name, doc).of_type(ty)
}

/// A text, number, boolean or list of these.
pub(crate) fn any_value() -> Type {
    let Type::AnyOf(mut types) = scalar() else { return scalar() };
    types.push(list_of_scalars());
    Type::AnyOf(types)
}

/// What a list variable holds.
pub(crate) fn list_of_scalars() -> Type {
    Type::List(Box::new(scalar()))
}

fn scalar() -> Type {
    Type::AnyOf(vec![
        Type::Text(TextRule::Any),
        Type::Boolean,
        Type::Integer { minimum: i64::MIN, maximum: i64::MAX },
        Type::Number,
    ])
}

/// `us-east-1`, `us-gov-west-1`, `ap-southeast-2`.
pub(crate) fn is_region(text: &str) -> bool {
    let words: Vec<&str> = text.split('-').collect();
    let [partition, places @ .., number] = words.as_slice() else { return false };
    partition.len() >= 2
        && !places.is_empty()
        && words.iter().take(words.len() - 1).all(|word| is_lower(word))
        && (1..=2).contains(&number.len())
        && number.chars().all(|c| c.is_ascii_digit())
}

fn is_lower(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase())
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|c| c.is_ascii_digit())
}

fn is_role(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    matches!(parts.as_slice(), ["arn", partition, "iam", "", account, role]
        if partition.starts_with("aws")
            && is_account(account)
            && role.strip_prefix("role/").is_some_and(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_roles_have_a_form() {
        for region in ["us-east-1", "us-gov-west-1", "ap-southeast-2", "eusc-de-east-1"] {
            assert!(is_region(region), "{region}");
        }
        for region in ["us-east", "us_east_1", "US-EAST-1", "us--1", "useast1", "", "-"] {
            assert!(!is_region(region), "{region}");
        }
        assert!(is_role("arn:aws:iam::123456789012:role/team/deploy"));
        assert!(is_role("arn:aws-cn:iam::123456789012:role/deploy"));
        assert!(!is_role("arn:aws:iam::123456789012:user/deploy"));
    }
}
