use scaffold_aws_core::{is_asked_for, taken_by};
use scaffold_model::{Live, StackId, TAG_STACK, name_beginning};
use scaffold_provider::{Class, CreateRequest, Error};

use crate::client::Rds;

/// What has a name already: ours, or an error that says whose it may be.
pub(crate) fn ours(
    rds: &Rds,
    request: &CreateRequest,
    (operation, what, name): (&str, &str, &str),
    found: Option<Live>,
) -> Result<String, Error> {
    let is_ours = |live: &Live| live.identity.as_ref().is_some_and(|there| is_asked_for(request, there));
    let message = match found {
        Some(live) if is_ours(&live) => return Ok(live.id.as_str().to_owned()),
        Some(live) => {
            let whose = taken_by(request, live.identity.as_ref(), live.id.as_str());
            format!("there is a {what} `{name}` already, which {whose}")
        }
        None => format!("there is a {what} `{name}` already, which cannot be seen"),
    };
    Err(rds.error(Class::OwnedBySomeoneElse, operation, message))
}

/// The name that something is to have.
pub(crate) fn name_of<'a>(rds: &Rds, operation: &str, request: &'a CreateRequest) -> Result<&'a str, Error> {
    let nameless = || rds.error(Class::Invalid, operation, "it needs a physical name");
    request.name.as_deref().ok_or_else(nameless)
}

/// An error where what is tagged would not be found again: groups are looked for by how their names begin.
pub(crate) fn check_findable(
    rds: &Rds,
    name: &str,
    tags: &std::collections::BTreeMap<String, String>,
) -> Result<(), Error> {
    match tags.get(TAG_STACK) {
        Some(stack) if !is_found_by_name(name, stack) => {
            let message = format!(
                "the group `{name}` cannot become part of {stack}: a stack's groups are found by how their names \
                 begin, and this one's begins otherwise; let a new one be made"
            );
            Err(rds.error(Class::Invalid, "AddTagsToResource", message))
        }
        _ => Ok(()),
    }
}

/// Whether a survey of the stack that tags name comes upon something of this name.
fn is_found_by_name(name: &str, stack: &str) -> bool {
    let Some((stack, region)) = stack.rsplit_once('@') else { return false };
    let (stack, environment) = match stack.split_once('/') {
        Some((stack, environment)) => (stack, Some(environment.to_owned())),
        None => (stack, None),
    };
    let stack = StackId { name: stack.to_owned(), environment, region: region.to_owned() };
    name.starts_with(&name_beginning(&stack))
}
