//! Attributes that AWS keeps as pairs of texts.

use std::collections::BTreeMap;

use scaffold_model::{Schema, Type, Value, Values};

/// AWS's pairs, by key.
pub(crate) type Pairs = BTreeMap<String, String>;

/// An attribute that one pair holds.
pub(crate) struct Known {
    /// In the schema.
    pub name: &'static str,
    /// At AWS.
    pub key: &'static str,
    /// How AWS writes it.
    pub spelled: Spelled,
}

/// How AWS writes a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelled {
    /// `true`, `60`, `append`.
    Plainly,
    /// `on` and `off` for a flag.
    OnOff,
    /// `off` for nought.
    OffForZero,
}

/// An attribute that one pair holds, written plainly.
pub(crate) const fn plain(name: &'static str, key: &'static str) -> Known {
    Known { name, key, spelled: Spelled::Plainly }
}

/// What pairs say of the attributes that belong beside the values so far. A pair that AWS does not
/// report has its documented default.
pub(crate) fn read(schema: &Schema, known: &[Known], pairs: &Pairs, values: &mut Values) {
    for Known { name, key, spelled } in known {
        let Some(attribute) = schema.attribute(name).filter(|_| schema.takes(name, values)) else { continue };
        let said = pairs.get(*key).filter(|text| !text.is_empty());
        let value = said.map(|text| parse(&attribute.ty, *spelled, text));
        if let Some(value) = value.or_else(|| attribute.default().cloned()) {
            values.insert((*name).to_owned(), value);
        }
    }
}

/// The pairs of what a new resource needs beyond what AWS gives it: values other than the default.
pub(crate) fn initial(schema: &Schema, known: &[Known], values: &Values) -> Vec<(String, String)> {
    let other = |known: &&Known| {
        let value = values.get(known.name).filter(|value| !value.is_null());
        let default = schema.attribute(known.name).and_then(|attribute| attribute.default());
        value.is_some() && value != default
    };
    let pair = |known: &Known| Some((known.key.to_owned(), spell(known.spelled, values.get(known.name)?)));
    known.iter().filter(other).filter_map(pair).collect()
}

/// The pairs of what a patch changes. What it takes away gets its default back.
pub(crate) fn changed(schema: &Schema, known: &[Known], patch: &Values) -> Vec<(String, String)> {
    let pair = |known: &Known| {
        let wanted = patch.get(known.name)?;
        let default = || schema.attribute(known.name)?.default();
        let value = Some(wanted).filter(|value| !value.is_null()).or_else(default)?;
        Some((known.key.to_owned(), spell(known.spelled, value)))
    };
    known.iter().filter_map(pair).collect()
}

fn parse(ty: &Type, spelled: Spelled, text: &str) -> Value {
    match (ty, text) {
        (Type::Boolean, _) => Value::from(text == "true" || text == "on"),
        (Type::Integer { .. }, "off") if spelled == Spelled::OffForZero => Value::from(0),
        (Type::Integer { .. }, _) => text.parse::<i64>().map_or_else(|_| Value::text(text), Value::from),
        _ => Value::text(text),
    }
}

fn spell(spelled: Spelled, value: &Value) -> String {
    match (spelled, value) {
        (Spelled::OnOff, Value::Boolean(on)) => if *on { "on" } else { "off" }.to_owned(),
        (Spelled::OffForZero, Value::Integer(0)) => "off".to_owned(),
        (_, value) => value.to_string(),
    }
}

/// A table whose keys are pairs of their own: what of it AWS reports, empty texts left out.
pub(crate) fn read_table(keys: &[(&'static str, &'static str)], pairs: &Pairs) -> Value {
    let entries = keys.iter().filter_map(|(name, key)| {
        let said = pairs.get(*key).filter(|text| !text.is_empty())?;
        Some(((*name).to_owned(), Value::text(said.as_str())))
    });
    let entries: Values = entries.collect();
    if entries.is_empty() { Value::Null } else { Value::Map(entries) }
}

/// The pairs of such a table: what is not said is emptied where `whole` says so.
pub(crate) fn write_table(
    keys: &[(&'static str, &'static str)],
    table: &Value,
    whole: bool,
) -> Vec<(String, String)> {
    let said = |name: &str| table.as_map()?.get(name)?.as_text().map(str::to_owned);
    let pair = |(name, key): &(&'static str, &'static str)| {
        said(name).or_else(|| whole.then(String::new)).map(|value| ((*key).to_owned(), value))
    };
    keys.iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use scaffold_kinds::Kind;
    use scaffold_kinds::elbv2::TargetGroup;

    use super::*;

    const KNOWN: &[Known] = &[
        plain("algorithm", "load_balancing.algorithm.type"),
        Known { name: "anomaly_mitigation", key: "anomaly", spelled: Spelled::OnOff },
        Known { name: "dns_failover_minimum_percent", key: "percent", spelled: Spelled::OffForZero },
        plain("proxy_protocol_v2", "proxy_protocol_v2.enabled"),
    ];

    #[test]
    fn only_what_belongs_to_the_protocol_is_read() {
        let schema = &TargetGroup::schema().schema;
        let pairs: Pairs =
            [("percent", "off"), ("anomaly", "on"), ("load_balancing.algorithm.type", "weighted_random")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into();
        let mut http = Values::from([("protocol".to_owned(), Value::from("HTTP"))]);
        read(schema, KNOWN, &pairs, &mut http);
        assert_eq!(http["anomaly_mitigation"], Value::from(true));
        assert_eq!(http["dns_failover_minimum_percent"], Value::from(0));
        assert_eq!(http.get("proxy_protocol_v2"), None);
        let mut tcp = Values::from([("protocol".to_owned(), Value::from("TCP"))]);
        read(schema, KNOWN, &pairs, &mut tcp);
        assert_eq!(tcp.get("algorithm"), None);
        assert_eq!(tcp["proxy_protocol_v2"], Value::from(false), "not reported is the default");
    }

    #[test]
    fn defaults_are_sent_back_and_not_at_first() {
        let schema = &TargetGroup::schema().schema;
        let values = |value: Value| Values::from([("algorithm".to_owned(), value)]);
        let pair = |value: &str| vec![("load_balancing.algorithm.type".to_owned(), value.to_owned())];
        assert_eq!(initial(schema, KNOWN, &values(Value::from("round_robin"))), Vec::new());
        assert_eq!(initial(schema, KNOWN, &values(Value::from("weighted_random"))), pair("weighted_random"));
        assert_eq!(changed(schema, KNOWN, &values(Value::Null)), pair("round_robin"));
        let percent =
            |number: i64| Values::from([("dns_failover_minimum_percent".to_owned(), Value::from(number))]);
        assert_eq!(changed(schema, KNOWN, &percent(0)), [("percent".to_owned(), "off".to_owned())]);
    }
}
