use std::collections::BTreeSet;

use scaffold_model::{Rule, TextRule, Type};

use crate::record;

record! {
    /// What a request must be for a rule to hold: one of these. It holds when any of its values does.
    pub struct Condition {
        /// Hosts; `*` stands for any characters, `?` for one.
        host_header: BTreeSet<String> => text(TextRule::AtMost(128)).created_by(&["Conditions.HostHeaderConfig.Values"]).modified_by(&["ModifyRule.Conditions.HostHeaderConfig.Values"]),
        /// Hosts, by regular expressions.
        host_header_regex: BTreeSet<String> => text(TextRule::AtMost(128)).created_by(&["Conditions.HostHeaderConfig.RegexValues"]).modified_by(&["ModifyRule.Conditions.HostHeaderConfig.RegexValues"]),
        /// Paths; `*` stands for any characters, `?` for one.
        path_pattern: BTreeSet<String> => text(TextRule::AtMost(128)).created_by(&["Conditions.PathPatternConfig.Values"]).modified_by(&["ModifyRule.Conditions.PathPatternConfig.Values"]),
        /// Paths, by regular expressions.
        path_pattern_regex: BTreeSet<String> => text(TextRule::AtMost(128)).created_by(&["Conditions.PathPatternConfig.RegexValues"]).modified_by(&["ModifyRule.Conditions.PathPatternConfig.RegexValues"]),
        /// Methods, in capitals.
        http_request_method: BTreeSet<String> => text(TextRule::Described { words: "a method in capitals, of at most 40 characters", fits: is_method }).created_by(&["Conditions.HttpRequestMethodConfig.Values"]).modified_by(&["ModifyRule.Conditions.HttpRequestMethodConfig.Values"]),
        /// A header.
        http_header: Option<HttpHeader> => created_by(&["Conditions.HttpHeaderConfig"]).modified_by(&["ModifyRule.Conditions.HttpHeaderConfig"]),
        /// Parameters of the query.
        query_string: BTreeSet<QueryPair> => created_by(&["Conditions.QueryStringConfig.Values"]).modified_by(&["ModifyRule.Conditions.QueryStringConfig.Values"]),
        /// Ranges of the addresses that requests come from.
        source_ip: BTreeSet<String> => of_type(Type::AnyOf(vec![Type::Cidr4 { shortest: 0, longest: 32 }, Type::Cidr6])).created_by(&["Conditions.SourceIpConfig.Values"]).modified_by(&["ModifyRule.Conditions.SourceIpConfig.Values"]),
    }
    rules {
        Rule::ExactlyOneOf(&[
            "host_header",
            "host_header_regex",
            "path_pattern",
            "path_pattern_regex",
            "http_request_method",
            "http_header",
            "query_string",
            "source_ip",
        ]),
    }
}

record! {
    /// A header, by name, and what it must be.
    pub struct HttpHeader {
        /// Its name, in whatever case.
        name: String => required().text(TextRule::AtMost(40)).created_by(&["Conditions.HttpHeaderConfig.HttpHeaderName"]).modified_by(&["ModifyRule.Conditions.HttpHeaderConfig.HttpHeaderName"]),
        /// Values; `*` stands for any characters, `?` for one.
        values: BTreeSet<String> => text(TextRule::AtMost(128)).created_by(&["Conditions.HttpHeaderConfig.Values"]).modified_by(&["ModifyRule.Conditions.HttpHeaderConfig.Values"]),
        /// Values, by regular expressions.
        regex_values: BTreeSet<String> => text(TextRule::AtMost(128)).created_by(&["Conditions.HttpHeaderConfig.RegexValues"]).modified_by(&["ModifyRule.Conditions.HttpHeaderConfig.RegexValues"]),
    }
    rules {
        Rule::ExactlyOneOf(&["values", "regex_values"]),
    }
}

record! {
    /// A parameter of a query.
    pub struct QueryPair {
        /// Its name; any when it is not said.
        key: Option<String> => text(TextRule::AtMost(128)).created_by(&["Conditions.QueryStringConfig.Values.Key"]).modified_by(&["ModifyRule.Conditions.QueryStringConfig.Values.Key"]),
        /// Its value; `*` stands for any characters, `?` for one.
        value: String => required().text(TextRule::AtMost(128)).created_by(&["Conditions.QueryStringConfig.Values.Value"]).modified_by(&["ModifyRule.Conditions.QueryStringConfig.Values.Value"]),
    }
}

fn is_method(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.chars().all(|c| c.is_ascii_uppercase() || "-_".contains(c))
}
