use scaffold_model::{PhysicalId, Value, Values};
use scaffold_provider::Class;

use super::documents::{principals, problem_of};
use super::names::{arn, is_name};
use crate::place::Place;
use crate::record::{Key, Record};
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Managed policies that AWS lets one role have, and characters that its own may have together.
const MOST_ATTACHED: usize = 10;
const MOST_INLINE: usize = 10_240;
/// Characters of a trust document.
const MOST_TRUST: usize = 2048;

/// Has policies, which go before it does; a profile that has it keeps it.
pub struct Role;

impl Rib for Role {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "iam.role",
            arn: "role",
            list: "ListRoles",
            delete: "DeleteRole",
            not_found: "NoSuchEntity",
            in_use: "DeleteConflict",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("GetAccountAuthorizationDetails", count.div_ceil(1000))]
    }

    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        arn(place, self.words().arn, record)
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        record.set("arn", Value::text(record.key.id.as_str()));
        Ok(())
    }

    fn check(
        &self,
        place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        if !is_name(after.name.as_deref().unwrap_or_default(), 64) {
            let message = "The specified value for roleName is invalid";
            return Err(Refusal::invalid("ValidationError", message));
        }
        let trust = after.text("assume_role_policy").unwrap_or_default();
        if before.is_none_or(|before| before.value("assume_role_policy") != after.value("assume_role_policy"))
        {
            check_trust(place, state, trust)?;
        }
        check_inline(after)?;
        check_attached(place, after)
    }

    fn view(&self, _state: &State, _record: &Record, values: &mut Values) {
        values.entry("inline_policies".to_owned()).or_insert(Value::Map(Values::new()));
    }

    fn emptied_before_delete(&self) -> &'static [&'static str] {
        &["inline_policies", "attached_policies"]
    }
}

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::invalid("MalformedPolicyDocument", message)
}

fn over_quota(message: String) -> Refusal {
    Refusal::new(Class::Quota, "LimitExceeded", message)
}

fn size(document: &str) -> usize {
    document.chars().filter(|c| !c.is_whitespace()).count()
}

/// AWS looks up the roles of the account that are named.
fn check_trust(place: &Place, state: &State, trust: &str) -> Result<(), Refusal> {
    if let Some(problem) = problem_of(trust, true) {
        return Err(malformed(problem));
    }
    if size(trust) > MOST_TRUST {
        return Err(over_quota(format!("Cannot exceed quota for ACLSizePerRole: {MOST_TRUST}")));
    }
    let ours = format!("arn:aws:iam::{}:role/", place.account);
    let unknown = principals(trust, "AWS")
        .into_iter()
        .find(|name| name.starts_with(&ours) && state.get(&Key::new("iam.role", name)).is_none());
    match unknown {
        Some(name) => Err(malformed(format!("Invalid principal in policy: \"AWS\":\"{name}\""))),
        None => Ok(()),
    }
}

fn check_inline(after: &Record) -> Result<(), Refusal> {
    let Some(policies) = after.value("inline_policies").as_map() else { return Ok(()) };
    if let Some(name) = policies.keys().find(|name| !is_name(name, 128)) {
        let message = format!("The specified value for policyName is invalid: {name}");
        return Err(Refusal::invalid("ValidationError", message));
    }
    let documents = || policies.values().filter_map(Value::as_text);
    if let Some(problem) = documents().find_map(|document| problem_of(document, false)) {
        return Err(malformed(problem));
    }
    if documents().map(size).sum::<usize>() > MOST_INLINE {
        return Err(over_quota(format!("Maximum policy size of {MOST_INLINE} bytes exceeded for role")));
    }
    Ok(())
}

fn check_attached(place: &Place, after: &Record) -> Result<(), Refusal> {
    if after.texts("attached_policies").count() > MOST_ATTACHED {
        return Err(over_quota(format!("Cannot exceed quota for PoliciesPerRole: {MOST_ATTACHED}")));
    }
    let known = |arn: &str| {
        let of_account = format!("arn:aws:iam::{}:policy/", place.account);
        arn.starts_with("arn:aws:iam::aws:policy/") || arn.starts_with(&of_account)
    };
    let named = after.texts("attached_policies").chain(after.text("permissions_boundary"));
    match named.into_iter().find(|arn| !known(arn)) {
        Some(arn) => {
            let message = format!("Policy {arn} does not exist or is not attachable");
            Err(Refusal::invalid("NoSuchEntity", message))
        }
        None => Ok(()),
    }
}
