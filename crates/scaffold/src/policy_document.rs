//! Policies as IAM takes them: as many documents as managed policies have room for. Pure.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::policy_statement::Statement;

/// Characters that a managed policy takes ("IAM and AWS STS quotas").
pub const LONGEST: usize = 6_144;

/// The documents of a policy, one where that has room for all of it.
pub fn documents(statements: &[Statement]) -> Vec<Json> {
    let mut documents: Vec<Vec<Statement>> = vec![Vec::new()];
    for statement in statements.iter().flat_map(fitting) {
        let fits = |document: &&mut Vec<Statement>| {
            let more: Vec<Statement> = document.iter().chain([&statement]).cloned().collect();
            length(&more) <= LONGEST
        };
        match documents.iter_mut().find(fits) {
            Some(document) => document.push(statement),
            None => documents.push(vec![statement]),
        }
    }
    documents.iter().map(|statements| document(statements)).collect()
}

fn document(statements: &[Statement]) -> Json {
    let statement = |statement: &Statement| {
        let mut json = json!({
            "Sid": statement.sid,
            "Effect": "Allow",
            "Action": statement.actions,
            "Resource": statement.resources,
        });
        if let Some((operator, key, values)) = &statement.condition {
            json["Condition"] = json!({ *operator: { key: values } });
        }
        json
    };
    json!({ "Version": "2012-10-17", "Statement": statements.iter().map(statement).collect::<Vec<_>>() })
}

/// As IAM counts: white space is nothing, and there is none without indentation.
fn length(statements: &[Statement]) -> usize {
    document(statements).to_string().chars().count()
}

/// A statement that is too long for a document of its own in several, which together say the same.
fn fitting(statement: &Statement) -> Vec<Statement> {
    let parts = halved(statement);
    if parts.len() == 1 {
        return parts;
    }
    let numbered = |(index, part): (usize, Statement)| Statement {
        sid: format!("{}Part{}", statement.sid, index + 1),
        ..part
    };
    parts.into_iter().enumerate().map(numbered).collect()
}

/// Room for a longer `Sid` is left.
const SPARE: usize = 16;

fn halved(statement: &Statement) -> Vec<Statement> {
    let texts = |set: &BTreeSet<String>| set.iter().map(String::len).sum::<usize>();
    let (actions, resources) = (texts(&statement.actions), texts(&statement.resources));
    let halves = |set: &BTreeSet<String>| -> [BTreeSet<String>; 2] {
        let half = set.len() / 2;
        [set.iter().take(half).cloned().collect(), set.iter().skip(half).cloned().collect()]
    };
    let fits = length(std::slice::from_ref(statement)) + SPARE <= LONGEST;
    let by_actions = statement.actions.len() > 1 && (actions >= resources || statement.resources.len() == 1);
    let parts = if fits {
        return vec![statement.clone()];
    } else if by_actions {
        halves(&statement.actions).map(|actions| Statement { actions, ..statement.clone() })
    } else if statement.resources.len() > 1 {
        halves(&statement.resources).map(|resources| Statement { resources, ..statement.clone() })
    } else {
        return vec![statement.clone()];
    };
    parts.iter().flat_map(halved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy_statement::allow;

    fn statements(count: usize, actions: usize, resources: usize) -> Vec<Statement> {
        let statement = |number: usize| {
            let actions: Vec<String> =
                (0..actions).map(|action| format!("ec2:Do{number}x{action}")).collect();
            let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
            let resources = (0..resources).map(|resource| format!("arn:aws:s3:::{number}-{resource}"));
            allow(&format!("Make{number}"), "", &actions, resources)
        };
        (1..=count).map(statement).collect()
    }

    /// Every pair of action and resource that documents allow.
    fn allowed(documents: &[Json]) -> BTreeSet<(String, String)> {
        let texts = |json: &Json| -> Vec<String> {
            json.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let statements = documents.iter().flat_map(|document| document["Statement"].as_array().unwrap());
        let pairs = statements.flat_map(|it| {
            let resources = texts(&it["Resource"]);
            texts(&it["Action"]).into_iter().flat_map(move |action| {
                resources.clone().into_iter().map(move |resource| (action.clone(), resource))
            })
        });
        pairs.collect()
    }

    #[test]
    fn what_fits_is_one_document() {
        let few = statements(3, 4, 2);
        assert_eq!(documents(&few), [document(&few)]);
    }

    #[test]
    fn what_does_not_fit_is_several_that_say_the_same() {
        for (count, actions, resources) in [(40, 9, 3), (2, 900, 1), (2, 1, 900), (1, 300, 300), (13, 30, 3)]
        {
            let all = statements(count, actions, resources);
            let several = documents(&all);
            assert!(several.len() > 1, "{count} {actions} {resources}");
            let mut sids = BTreeSet::new();
            for document in &several {
                assert!(document.to_string().len() <= LONGEST);
                for statement in document["Statement"].as_array().unwrap() {
                    assert!(sids.insert(statement["Sid"].to_string()), "{}", statement["Sid"]);
                }
            }
            assert_eq!(allowed(&several), allowed(&[document(&all)]));
        }
    }
}
