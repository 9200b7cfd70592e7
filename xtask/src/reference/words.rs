use scaffold_model::{Attribute, Class, Disruption, Mutability, Rule, Type, Value};

/// What is expected, as [`Type::words`] says it, with links to kinds.
pub(crate) fn type_words(ty: &Type) -> String {
    match ty {
        Type::Reference(kind) => {
            format!("the address of {0} [`{kind}`](../kinds/{kind}.md)", article(kind.as_str()))
        }
        Type::List(item) => format!("a list, each item {}", type_words(item)),
        Type::Set(item) => format!("a set, each item {}", type_words(item)),
        Type::Map(item) => format!("a table of your own keys, each value {}", type_words(item)),
        Type::AnyOf(types) => types.iter().map(type_words).collect::<Vec<_>>().join(", or "),
        Type::Choice(words) => format!(
            "one of {}",
            in_backticks(&words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>())
        ),
        other => other.words(),
    }
}

/// A value as a blueprint writes it.
pub(crate) fn toml(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        other => other.to_string(),
    }
}

/// What silence means.
pub(crate) fn silence(attribute: &Attribute) -> String {
    match &attribute.class {
        Class::Plain => "is absence, enforced".to_owned(),
        Class::Default(value) => format!("is `{}`, enforced", toml(value)),
        Class::ProviderChosen => "is whatever AWS chose, never a difference".to_owned(),
        Class::ControllerOwned => "leaves it to what moves it at run time".to_owned(),
        Class::CreateOnly => "is absence; used once, when it is made".to_owned(),
        Class::Directive => "leaves the way to act to scaffold".to_owned(),
        Class::WriteOnly => "is absence; it cannot be read back".to_owned(),
    }
}

/// What a change does.
pub(crate) fn change(attribute: &Attribute, of_block: bool) -> String {
    let mut how = match attribute.disruption {
        Disruption::None => String::new(),
        other => format!(", with {}", disruption(other)),
    };
    if let Some(with) = attribute.fails_over_with {
        how.push_str(&format!(" (a failover with `{with}`)"));
    }
    if attribute.queued {
        how.push_str(", in the maintenance window unless `apply` says otherwise");
    }
    if attribute.stepwise.is_some() || attribute.only_while.is_some() {
        how.push_str(", step by step");
    }
    match &attribute.mutability {
        _ if attribute.class == Class::CreateOnly => "never made; a later change is a note".to_owned(),
        Mutability::InPlace if of_block => format!("made in the parts that it concerns{how}"),
        Mutability::InPlace => format!("made in place{how}"),
        Mutability::Replace if of_block => format!("replaces the parts{how}"),
        Mutability::Replace => format!("replaces the resource{how}"),
        Mutability::InPlaceOnlyTo(value) => {
            format!("made in place towards `{}`{how}; any other replaces the resource", toml(value))
        }
        Mutability::Refuse(help) => format!("refused: {help}"),
        Mutability::OnlyGrows(help) => format!("in place to more, to less refused: {help}"),
    }
}

/// A disruption as a noun.
pub(crate) fn disruption(disruption: Disruption) -> &'static str {
    match disruption {
        Disruption::None => "no disturbance",
        Disruption::Rolling => "a rolling change",
        Disruption::Failover => "a failover",
        Disruption::Restart => "a restart",
        Disruption::Downtime => "downtime",
        Disruption::DataLoss => "loss of data",
    }
}

/// A rule as a sentence.
pub(crate) fn rule_sentence(rule: &Rule) -> String {
    let where_it_is = |attribute: &str, is: &[&str]| match is {
        [] => format!("where `{attribute}` is set"),
        is => format!("where `{attribute}` is {}", joined(is, "or")),
    };
    match rule {
        Rule::ExactlyOneOf(names) => format!("Exactly one of {} is set.", joined(names, "and")),
        Rule::AtMostOneOf(names) => format!("At most one of {} is set.", joined(names, "and")),
        Rule::Requires { attribute, is, needs } => {
            let condition = where_it_is(attribute, is);
            format!(
                "{}{} must be set.",
                condition[..1].to_uppercase() + &condition[1..] + ", ",
                joined(needs, "and")
            )
        }
        Rule::OnlyWhere { attributes, attribute, is } => {
            let verb = if attributes.len() == 1 { "stands" } else { "stand" };
            format!("{} {verb} only {}.", joined(attributes, "and"), where_it_is(attribute, is))
        }
    }
}

/// `` `a`, `b` ``
pub(crate) fn in_backticks<T: AsRef<str>>(words: &[T]) -> String {
    words.iter().map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join(", ")
}

fn joined(words: &[&str], last: &str) -> String {
    match words {
        [rest @ .., end] if !rest.is_empty() => format!("{} {last} `{end}`", in_backticks(rest)),
        words => in_backticks(words),
    }
}

/// The article of a kind's name.
pub(crate) fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_as_sentences() {
        let needs = Rule::Requires { attribute: "nat", is: &["a", "b"], needs: &["x"] };
        assert_eq!(rule_sentence(&needs), "Where `nat` is `a` or `b`, `x` must be set.");
        let any = Rule::Requires { attribute: "nat", is: &[], needs: &["x", "y"] };
        assert_eq!(rule_sentence(&any), "Where `nat` is set, `x` and `y` must be set.");
        let only = Rule::OnlyWhere { attributes: &["x"], attribute: "nat", is: &["a"] };
        assert_eq!(rule_sentence(&only), "`x` stands only where `nat` is `a`.");
        let one = Rule::ExactlyOneOf(&["x", "y", "z"]);
        assert_eq!(rule_sentence(&one), "Exactly one of `x`, `y` and `z` is set.");
    }

    #[test]
    fn types_link_to_kinds() {
        let subnets = Type::Set(Box::new(Type::Reference(scaffold_model::KindName::from("ec2.subnet"))));
        assert_eq!(
            type_words(&subnets),
            "a set, each item the address of an [`ec2.subnet`](../kinds/ec2.subnet.md)"
        );
    }
}
