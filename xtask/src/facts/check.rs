use std::collections::BTreeSet;

use scaffold_model::{Attribute, Class, Identity, KindSchema, Mutability, Type};

use super::model::Model;

/// What carries a region: the request goes there.
const ENDPOINT: &str = "(endpoint)";

/// What the model contradicts of a kind.
pub(crate) fn kind(kind: &KindSchema, model: &Model) -> Vec<String> {
    let mut check = Check {
        kind,
        model,
        creating: kind.facts.create_operation,
        carried: BTreeSet::new(),
        words_left_out: BTreeSet::new(),
        found: Vec::new(),
    };
    if model.has_operation(check.creating) {
        for attribute in &kind.schema.attributes {
            check.attribute(attribute, &[]);
            check.mutability(attribute);
        }
        check.identity();
        check.left_out();
        check.coverage();
    } else {
        check.contradict(format!("there is no operation {}", check.creating));
    }
    check.found
}

struct Check<'a> {
    kind: &'a KindSchema,
    model: &'a Model,
    creating: &'static str,
    /// `Operation.Member` that some attribute carries.
    carried: BTreeSet<String>,
    /// `Member=word` that some choice lacks.
    words_left_out: BTreeSet<String>,
    found: Vec<String>,
}

impl<'a> Check<'a> {
    fn contradict(&mut self, what: impl std::fmt::Display) {
        self.found.push(format!("{}: {what}", self.kind.kind));
    }

    /// Members exist, and take the words that the attribute takes; inside tables too.
    fn attribute(&mut self, attribute: &Attribute, parents: &[(String, String)]) {
        let name = attribute.name;
        let calls = self.calls(attribute, parents);
        for (operation, member) in &calls {
            if !self.model.has_operation(operation) {
                self.contradict(format!("`{name}`: there is no operation {operation}"));
            } else if !self.model.has_member(operation, member) {
                self.contradict(format!("`{name}`: {operation} has no member {member}"));
            } else {
                self.carried.insert(format!("{operation}.{member}"));
                self.words(attribute, operation, member);
            }
        }
        for inner in fields(&attribute.ty) {
            self.attribute(inner, &calls);
        }
    }

    /// Operations and members that carry an attribute. A member that begins with a dot is inside of
    /// those that carry the table: tables that several calls take say it so.
    fn calls(&self, attribute: &Attribute, parents: &[(String, String)]) -> Vec<(String, String)> {
        let members = attribute.create_members.iter().filter(|member| **member != ENDPOINT);
        let creating = members.flat_map(|member| match member.strip_prefix('.') {
            Some(inside) => {
                parents.iter().map(|(call, path)| (call.clone(), format!("{path}.{inside}"))).collect()
            }
            // Another of AWS's calls that create, named before the member.
            None => match member.split_once('.') {
                Some((call, path)) if self.model.has_operation(call) => {
                    vec![(call.to_owned(), path.to_owned())]
                }
                _ => vec![(self.creating.to_owned(), (*member).to_owned())],
            },
        });
        let modifying = attribute.modify_members.iter().map(|call| {
            let (operation, member) = call.split_once('.').unwrap_or((*call, ""));
            (operation.to_owned(), member.to_owned())
        });
        creating.chain(modifying).collect()
    }

    fn words(&mut self, attribute: &Attribute, operation: &str, member: &str) {
        let (Some(ours), Some(theirs)) = (choice(&attribute.ty), self.model.words(operation, member)) else {
            return;
        };
        for word in ours.iter().filter(|word| !theirs.contains(word)) {
            // A call may take fewer words than others do: ModifyVpcTenancy goes one way only.
            if operation == self.creating || attribute.create_members.is_empty() {
                self.contradict(format!("`{}`: {operation}.{member} does not take `{word}`", attribute.name));
            }
        }
        for word in theirs.iter().filter(|word| !ours.contains(word)) {
            let entry = format!("{member}={word}");
            if !self.is_left_out(&entry) {
                self.contradict(format!(
                    "`{}` lacks `{word}`, which {operation}.{member} takes (leave out as \"{entry}\")",
                    attribute.name
                ));
            }
            self.words_left_out.insert(entry);
        }
    }

    /// In place exactly if a modifying call carries it.
    fn mutability(&mut self, attribute: &Attribute) {
        let Attribute { name, .. } = attribute;
        let modifies = !attribute.modify_members.is_empty();
        // What something else sets by referring to it is in no call of the kind's own.
        if attribute.create_members.is_empty() && !modifies && !attribute.equal_while_unset {
            self.contradict(format!("`{name}` is carried by no call"));
        }
        // What is used once, or says how to act, never changes.
        if matches!(attribute.class, Class::CreateOnly | Class::Directive) {
            return;
        }
        match &attribute.mutability {
            Mutability::InPlace | Mutability::InPlaceOnlyTo(_) | Mutability::OnlyGrows(_) if !modifies => {
                self.contradict(format!("`{name}` is said to change in place, but no call modifies it"));
            }
            Mutability::Replace | Mutability::Refuse(_) if modifies => {
                self.contradict(format!("`{name}` is said to be immutable, but a call modifies it"));
            }
            _ => {}
        }
    }

    /// Tags and client tokens are used wherever the creating call has them.
    fn identity(&mut self) {
        let members = self.model.members(self.creating);
        // Some services write members in lower camel case.
        let takes = |name: &str| members.iter().any(|member| member.eq_ignore_ascii_case(name));
        // Or has them a structure further in: CloudFront's calls carry one structure.
        let inside = |name: &str| {
            members.iter().any(|member| self.model.has_member(self.creating, &format!("{member}.{name}")))
        };
        let takes_token = takes("ClientToken") || inside("DistributionConfig.CallerReference");
        let takes_tags = takes("TagSpecifications") || takes("Tags") || inside("Tags");
        let is_given =
            |name: &str| self.is_left_out(name) || self.is_left_out(&format!("{}.{name}", self.creating));
        // `CreateUser` takes a `UserId`, which is a name by another word; so is `CreateBucket`'s `Bucket`.
        let own = self.creating.trim_start_matches("Create");
        let is_name =
            |member: &str| member.ends_with("Name") || member == own || member == format!("{own}Id");
        let takes_name = members.iter().any(|member| is_name(member) && is_given(member));
        match self.kind.facts.identity {
            Identity::PartOf { attribute } => {
                if self.kind.schema.attribute(attribute).is_none() {
                    self.contradict(format!("its parent attribute `{attribute}` is none"));
                }
                return;
            }
            Identity::TagsAndToken if !takes_token => {
                self.contradict("its creating call takes no ClientToken")
            }
            Identity::Marked { limit } => {
                if takes_tags {
                    self.contradict("its creating call takes tags, which identity does not use");
                }
                if limit.is_some() && !takes_name && !inside("Name") {
                    self.contradict("its creating call takes no name");
                }
                return;
            }
            // A unique name makes a second call as safe as a token does, with one or without.
            Identity::Tags if takes_token => {
                self.contradict("its creating call takes a ClientToken, which identity does not use");
            }
            Identity::TagsAndName { .. } if !takes_name => self.contradict("its creating call takes no name"),
            _ => {}
        }
        if !takes_tags {
            self.contradict("its creating call takes no tags");
        }
    }

    /// Members of every call that is used are carried, or left out with a reason.
    fn coverage(&mut self) {
        for operation in self.operations() {
            let required = self.model.required(&operation);
            for member in self.model.members(&operation) {
                let carried = self.carried.contains(&format!("{operation}.{member}"));
                let inside = format!("{operation}.{member}.");
                let inside: Vec<&String> =
                    self.carried.iter().filter(|path| path.starts_with(&inside)).collect();
                let left_out = [member, &format!("{operation}.{member}"), &format!("{operation}.*")]
                    .iter()
                    .any(|entry| self.is_left_out(entry));
                if !inside.is_empty() {
                    self.coverage_inside(&operation, member);
                } else if carried && self.is_left_out(member) && !required.contains(&member) {
                    self.contradict(format!("{operation}.{member} is carried and left out"));
                } else if !carried && !left_out && (operation == self.creating || !required.contains(&member))
                {
                    self.contradict(format!("{operation}.{member} is neither carried nor left out"));
                }
            }
        }
    }

    /// The same inside a structure of which single members are carried.
    fn coverage_inside(&mut self, operation: &str, member: &str) {
        let members = self.model.members_inside(operation, member);
        for inner in &members {
            let path = format!("{member}.{inner}");
            let call = format!("{operation}.{path}");
            let below = format!("{call}.");
            // How many `Items` there are follows from them.
            let is_count = *inner == "Quantity" && members.contains(&"Items");
            if is_count || self.carried.contains(&call) || self.is_left_out_inside(&path) {
                continue;
            }
            if self.carried.iter().any(|carried| carried.starts_with(&below)) {
                self.coverage_inside(operation, &path);
            } else {
                self.contradict(format!("{call} is neither carried nor left out"));
            }
        }
    }

    /// Nothing is left out that is not there.
    fn left_out(&mut self) {
        let operations = self.operations();
        for (entry, reason) in self.kind.facts.left_out {
            let known = match entry.split_once('.') {
                _ if entry.contains('=') => self.words_left_out.contains(*entry),
                Some((operation, "*")) => operations.contains(operation),
                Some((operation, member)) if self.model.has_operation(operation) => {
                    self.model.has_member(operation, member)
                }
                _ => operations.iter().any(|operation| self.model.has_member(operation, entry)),
            };
            if !known {
                self.contradict(format!("\"{entry}\" is left out, but no call that is used has it"));
            }
            if reason.is_empty() {
                self.contradict(format!("\"{entry}\" is left out without a reason"));
            }
        }
    }

    /// The creating call and every modifying call that is used.
    fn operations(&self) -> BTreeSet<String> {
        let mut operations: BTreeSet<String> = self
            .carried
            .iter()
            .filter_map(|call| call.split_once('.').map(|(operation, _)| operation.to_owned()))
            .collect();
        operations.insert(self.creating.to_owned());
        operations
    }

    /// A structure that one call takes inside of another one is left out of by one entry for both.
    fn is_left_out_inside(&self, path: &str) -> bool {
        let within = path.split_once('.').map(|(_, within)| within);
        self.is_left_out(path)
            || within.is_some_and(|within| within.contains('.') && self.is_left_out(within))
    }

    fn is_left_out(&self, entry: &str) -> bool {
        self.kind.facts.left_out.iter().any(|(left_out, _)| *left_out == entry)
    }
}

/// The words of a choice, also inside a list or set.
fn choice(ty: &Type) -> Option<&'static [&'static str]> {
    match ty {
        Type::Choice(words) => Some(words),
        Type::List(item) | Type::Set(item) => choice(item),
        _ => None,
    }
}

/// The fields of a table, also inside a list or set.
fn fields(ty: &Type) -> &[Attribute] {
    match ty {
        Type::Record { attributes, .. } => attributes,
        Type::List(item) | Type::Set(item) | Type::Map(item) => fields(item),
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use scaffold_model::Facts;

    use super::*;

    /// A service that agrees with `ec2.internet_gateway` except for what the tests change.
    fn model(create: serde_json::Value) -> Model {
        Model::of(serde_json::json!({
            "operations": {
                "CreateInternetGateway": { "input": { "shape": "Create" } },
                "AttachInternetGateway": { "input": { "shape": "Attach" } },
                "DetachInternetGateway": { "input": { "shape": "Attach" } },
            },
            "shapes": {
                "Create": { "members": create },
                "Attach": {
                    "required": ["InternetGatewayId", "VpcId"],
                    "members": {
                        "InternetGatewayId": { "shape": "Text" },
                        "VpcId": { "shape": "Text" },
                        "DryRun": { "shape": "Text" },
                    },
                },
                "Text": { "type": "string" },
                "Color": { "enum": ["red", "blue"] },
            },
        }))
    }

    fn members() -> serde_json::Value {
        serde_json::json!({ "TagSpecifications": { "shape": "Text" }, "DryRun": { "shape": "Text" } })
    }

    fn gateway() -> KindSchema {
        scaffold_kinds::schema("ec2.internet_gateway").cloned().unwrap()
    }

    #[test]
    fn a_kind_that_agrees_has_no_contradictions() {
        assert_eq!(kind(&gateway(), &model(members())), Vec::<String>::new());
    }

    #[test]
    fn a_new_member_of_the_creating_call_is_noticed() {
        let mut members = members();
        members["Color"] = serde_json::json!({ "shape": "Color" });
        members["ClientToken"] = serde_json::json!({ "shape": "Text" });
        let found = kind(&gateway(), &model(members)).join("\n");
        assert!(found.contains("CreateInternetGateway.Color is neither carried nor left out"), "{found}");
        assert!(found.contains("takes a ClientToken"), "{found}");
    }

    #[test]
    fn mutability_and_words_must_agree() {
        let mut members = members();
        members["Color"] = serde_json::json!({ "shape": "Color" });
        let mut schema = gateway();
        schema.schema.attributes[0].mutability = Mutability::Replace;
        let mut color = schema.schema.attributes[0].clone();
        color.name = "color";
        color.ty = Type::Choice(&["red", "green"]);
        color.mutability = Mutability::InPlace;
        color.create_members = &["Color", "Shade"];
        color.modify_members = &[];
        schema.schema.attributes.push(color);
        let found = kind(&schema, &model(members)).join("\n");
        for problem in [
            "`vpc` is said to be immutable, but a call modifies it",
            "`color` is said to change in place, but no call modifies it",
            "`color` lacks `blue`",
            "does not take `green`",
            "CreateInternetGateway has no member Shade",
        ] {
            assert!(found.contains(problem), "{problem}:\n{found}");
        }
    }

    #[test]
    fn nothing_is_left_out_that_is_not_there() {
        let mut schema = gateway();
        schema.facts =
            Facts { left_out: &[("DryRun", "x"), ("TagSpecifications", "x"), ("Gone", "x")], ..schema.facts };
        assert_eq!(
            kind(&schema, &model(members())),
            ["ec2.internet_gateway: \"Gone\" is left out, but no call that is used has it"]
        );
    }
}
