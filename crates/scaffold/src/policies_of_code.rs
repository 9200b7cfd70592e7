//! What functions are made of and stands elsewhere: layers of other accounts, and images. Pure.

use std::collections::BTreeSet;

use scaffold_model::{Resources, Value};

use crate::policy_statement::Statement;

/// The statements for it, none where nothing is.
pub(crate) fn of_code(desired: &Resources) -> Vec<Statement> {
    let own = desired.account.as_deref();
    let functions = || desired.resources.iter().filter(|it| it.kind.as_str() == "lambda.function");
    let layers =
        functions().flat_map(|it| it.values.get("layers").and_then(Value::as_list).unwrap_or_default());
    let layers = layers.filter_map(Value::as_text).filter(|arn| is_of_another(arn, own)).map(str::to_owned);
    let images = functions().filter_map(|it| repository(it.values.get("image")?.as_text()?));
    let statement = |sid, why, actions: &[&str], resources: BTreeSet<String>| {
        let actions = actions.iter().map(|action| (*action).to_owned()).collect();
        (!resources.is_empty()).then_some(Statement { sid, why, actions, resources, condition: None })
    };
    let layers = statement(
        "UseLayers",
        "layers of other accounts, which must allow it as well",
        &["lambda:GetLayerVersion"],
        layers.collect(),
    );
    let images = statement(
        "UseImages",
        "images: Lambda puts itself into the repository's policy in the name of who asks",
        &["ecr:GetRepositoryPolicy", "ecr:SetRepositoryPolicy"],
        images.collect(),
    );
    layers.into_iter().chain(images).collect()
}

/// Whether a version of a layer is of another account: those of its own are allowed with its functions, and where it is
/// not known which that is, those of all.
fn is_of_another(layer: &str, own: Option<&str>) -> bool {
    let account = layer.strip_prefix("arn:aws:lambda:").and_then(|rest| rest.split(':').nth(1));
    account.zip(own).is_some_and(|(account, own)| account != own)
}

/// The ARN of the repository of an image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1`.
fn repository(image: &str) -> Option<String> {
    let (host, name) = image.split_once('/')?;
    let (account, rest) = host.split_once(".dkr.ecr.")?;
    let region = rest.strip_suffix(".amazonaws.com")?;
    let name = name.split(['@', ':']).next()?;
    Some(format!("arn:aws:ecr:{region}:{account}:repository/{name}"))
}

#[cfg(test)]
mod tests {
    use super::{is_of_another, repository};

    #[test]
    fn layers_of_others_are_told_from_ones_own() {
        let layer = "arn:aws:lambda:us-east-1:123456789012:layer:tools:3";
        assert!(is_of_another(layer, Some("210987654321")));
        assert!(!is_of_another(layer, Some("123456789012")) && !is_of_another(layer, None));
    }

    #[test]
    fn an_image_names_its_repository() {
        let arn = "arn:aws:ecr:us-east-1:123456789012:repository/team/api";
        for tail in ["", ":1", "@sha256:0a", ":1@sha256:0a"] {
            let image = format!("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api{tail}");
            assert_eq!(repository(&image).as_deref(), Some(arn));
        }
        assert_eq!(repository("public.ecr.aws/lambda/python:3.13"), None);
    }
}
