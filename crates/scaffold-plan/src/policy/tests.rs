use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::same_policy;

fn same(left: &Json, right: &Json) -> bool {
    let there = same_policy(&left.to_string(), &right.to_string());
    assert_eq!(there, same_policy(&right.to_string(), &left.to_string()), "{left}\n{right}");
    there
}

/// A document around one statement.
fn of(statement: Json) -> Json {
    json!({ "Version": "2012-10-17", "Statement": statement })
}

#[test]
fn spelling_does_not_count() {
    let written = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"S3:GetObject",
        "Resource":["b","a"],"Condition":{"Bool":{"aws:SecureTransport":true}}}}"#;
    let read = r#"{"Statement":[{"Action":["s3:getobject"],"Principal":{"AWS":"*"},"Resource":["a","b"],
        "Effect":"Allow","Condition":{"bool":{"AWS:SecureTransport":["true"]}}}],"Version":"2012-10-17"}"#;
    assert!(same_policy(written, read));
}

#[test]
fn an_account_is_its_root() {
    let trust =
        |who: Json| of(json!({ "Effect": "Allow", "Principal": { "AWS": who }, "Action": "sts:AssumeRole" }));
    let root = trust(json!("arn:aws:iam::123456789012:root"));
    for who in [json!("123456789012"), json!(123_456_789_012_u64), json!(["123456789012"])] {
        assert!(same(&root, &trust(who)));
    }
    for who in [json!("123456789013"), json!("arn:aws:iam::123456789012:role/root"), json!("*")] {
        assert!(!same(&root, &trust(who)));
    }
    // Elsewhere the text is what counts.
    let resource = |what: &str| of(json!({ "Effect": "Allow", "Action": "*", "Resource": what }));
    assert!(!same(&resource("123456789012"), &resource("arn:aws:iam::123456789012:root")));
}

#[test]
fn conditions_are_texts_without_the_case_of_their_names() {
    let when = |condition: Json| {
        of(json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition }))
    };
    let age = when(json!({ "NumericLessThan": { "aws:MultiFactorAuthAge": 3600 } }));
    assert!(same(&age, &when(json!({ "numericlessthan": { "aws:multifactorauthage": ["3600"] } }))));
    assert!(!same(&age, &when(json!({ "NumericLessThan": { "aws:MultiFactorAuthAge": "3601" } }))));
    let safe = when(json!({ "BoolIfExists": { "aws:SecureTransport": "False" } }));
    assert!(same(&safe, &when(json!({ "BoolIfExists": { "aws:SecureTransport": false } }))));
    let tag = when(json!({ "StringEquals": { "aws:ResourceTag/Team": "Web" } }));
    assert!(!same(&tag, &when(json!({ "StringEquals": { "aws:ResourceTag/Team": "web" } }))));
    // Two spellings of one key are one key with the values of both.
    let twice = when(json!({ "StringEquals": { "aws:PrincipalTag/a": "x", "AWS:PrincipalTag/a": "y" } }));
    assert!(same(&twice, &when(json!({ "StringEquals": { "aws:principaltag/a": ["y", "x"] } }))));
}

#[test]
fn silence_has_one_meaning() {
    let statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    let silent = json!({ "Statement": statement });
    let first = json!({ "Version": "2008-10-17", "Statement": [statement] });
    assert!(same(&silent, &first), "no version is the first one");
    assert!(!same(&silent, &of(statement.clone())));
    let said = json!({ "Sid": "", "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {} });
    assert!(same(&of(statement), &of(said)));
}

#[test]
fn what_is_no_policy_is_compared_as_it_is() {
    assert!(same_policy("no json", "no json"));
    assert!(!same_policy("no json", "other"));
    assert!(same_policy("[1]", " [ 1 ] "));
    assert!(!same_policy("[1]", "[2]"));
}

/// Parts of a statement, each a set of a few.
#[derive(Clone, Debug)]
struct Statement {
    sid: Option<&'static str>,
    allow: bool,
    not_action: bool,
    actions: Vec<&'static str>,
    resources: Vec<&'static str>,
    accounts: Vec<u64>,
    condition: Option<(&'static str, &'static str, Vec<u32>)>,
}

fn statement() -> impl Strategy<Value = Statement> {
    let some = |of: &'static [&'static str]| proptest::sample::subsequence(of, 1..=of.len());
    let condition = (
        proptest::sample::select(vec!["NumericEquals", "NumericLessThan"]),
        proptest::sample::select(vec!["aws:MultiFactorAuthAge", "s3:max-keys"]),
        proptest::sample::subsequence(vec![1_u32, 20, 300], 1..=3),
    );
    (
        proptest::option::of(proptest::sample::select(vec!["One", "Two"])),
        any::<bool>(),
        any::<bool>(),
        some(&["s3:GetObject", "s3:PutObject", "sqs:*"]),
        some(&["arn:aws:s3:::a/*", "arn:aws:s3:::A/*", "*"]),
        proptest::sample::subsequence(vec![111_111_111_111_u64, 222_222_222_222], 0..=2),
        proptest::option::of(condition),
    )
        .prop_map(|(sid, allow, not_action, actions, resources, accounts, condition)| Statement {
            sid,
            allow,
            not_action,
            actions,
            resources,
            accounts,
            condition,
        })
}

/// Where a spelling may go one way or the other, the next bit says which.
struct Spelling(u64);

impl Spelling {
    fn flips(&mut self) -> bool {
        let bit = self.0 & 1 == 1;
        self.0 = self.0.rotate_right(1);
        bit
    }

    fn name(&mut self, name: &str) -> String {
        if self.flips() { name.to_ascii_uppercase() } else { name.to_owned() }
    }

    fn set(&mut self, mut items: Vec<Json>) -> Json {
        if self.flips() {
            items.reverse();
        }
        if self.flips() {
            items.extend(items.first().cloned());
        }
        match items.as_slice() {
            [one] if self.flips() => one.clone(),
            _ => Json::Array(items),
        }
    }

    fn statement(&mut self, of: &Statement) -> Json {
        let action = if of.not_action { "NotAction" } else { "Action" };
        let actions = of.actions.iter().map(|name| Json::from(self.name(name))).collect();
        let accounts = of.accounts.iter().map(|account| match (self.flips(), self.flips()) {
            (true, _) => json!(format!("arn:aws:iam::{account}:root")),
            (false, true) => json!(account),
            (false, false) => json!(account.to_string()),
        });
        let accounts: Vec<Json> = accounts.collect();
        let mut entries = vec![
            ("Effect", json!(if of.allow { "Allow" } else { "Deny" })),
            (action, self.set(actions)),
            ("Resource", self.set(of.resources.iter().map(|name| json!(name)).collect())),
        ];
        entries.extend(of.sid.map(|sid| ("Sid", json!(sid))));
        if !accounts.is_empty() {
            entries.push(("Principal", json!({ "AWS": self.set(accounts) })));
        }
        if let Some((operator, key, values)) = &of.condition {
            let values = values.iter().map(|number| match self.flips() {
                true => json!(number),
                false => json!(number.to_string()),
            });
            let values: Vec<Json> = values.collect();
            let (operator, key) = (self.name(operator), self.name(key));
            entries.push(("Condition", json!({ operator: { key: self.set(values) } })));
        }
        if self.flips() {
            entries.reverse();
        }
        Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    fn document(&mut self, statements: &[Statement]) -> Json {
        let statements = statements.iter().map(|statement| self.statement(statement)).collect();
        json!({ "Statement": self.set(statements), "Version": "2012-10-17" })
    }
}

/// What a document means, said without JSON.
fn meaning(statements: &[Statement]) -> Vec<String> {
    let mut meanings: Vec<String> = statements.iter().map(|statement| format!("{statement:?}")).collect();
    meanings.sort();
    meanings.dedup();
    meanings
}

proptest! {
    #[test]
    fn a_document_equals_every_spelling_of_itself(
        statements in proptest::collection::vec(statement(), 1..4),
        one in any::<u64>(),
        other in any::<u64>(),
    ) {
        let (one, other) = (Spelling(one).document(&statements), Spelling(other).document(&statements));
        prop_assert!(same(&one, &other), "{one}\n{other}");
    }

    #[test]
    fn documents_are_equal_only_where_they_mean_the_same(
        one in proptest::collection::vec(statement(), 1..3),
        other in proptest::collection::vec(statement(), 1..3),
        spelling in any::<u64>(),
    ) {
        let documents = (Spelling(spelling).document(&one), Spelling(!spelling).document(&other));
        prop_assert_eq!(same(&documents.0, &documents.1), meaning(&one) == meaning(&other));
    }

    #[test]
    fn one_thing_changed_is_a_difference(
        statements in proptest::collection::vec(statement(), 1..4),
        spelling in any::<u64>(),
        which in 0_usize..5,
    ) {
        let mut changed = statements.clone();
        let first = &mut changed[0];
        match which {
            0 => first.allow = !first.allow,
            1 => first.not_action = !first.not_action,
            2 => first.sid = Some("Three"),
            3 => first.actions.push("iam:PassRole"),
            _ => first.resources.push("arn:aws:s3:::b"),
        }
        prop_assume!(meaning(&statements) != meaning(&changed));
        let documents = (Spelling(spelling).document(&statements), Spelling(spelling >> 7).document(&changed));
        prop_assert!(!same(&documents.0, &documents.1));
    }
}
