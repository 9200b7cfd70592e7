use std::collections::BTreeMap;

use scaffold_model::{Address, Label, Origin, Resource};

/// Where in the blueprint a value stands, down to the item of a list.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    /// The resource that holds it, by index; none for `[outputs]`.
    pub(crate) holder: Option<usize>,
    /// Whose value it is, for messages.
    owner: Option<&'a Address>,
    path: String,
    origins: Option<&'a BTreeMap<String, Origin>>,
    origin: &'a Origin,
}

impl<'a> Place<'a> {
    pub(crate) fn attribute(holder: usize, resource: &'a Resource, attribute: &str) -> Self {
        Self {
            holder: Some(holder),
            owner: Some(&resource.address),
            path: attribute.to_owned(),
            origins: Some(&resource.origins),
            origin: &resource.origin,
        }
    }

    pub(crate) fn output(name: &str, origin: &'a Origin) -> Self {
        Self { holder: None, owner: None, path: name.to_owned(), origins: None, origin }
    }

    pub(crate) fn item(&self, index: usize) -> Self {
        Self { path: format!("{}[{index}]", self.path), ..self.clone() }
    }

    pub(crate) fn key(&self, key: &str) -> Self {
        Self { path: format!("{}.{key}", self.path), ..self.clone() }
    }

    /// The most exact place known: of the item, else of the list that holds it, and so on.
    pub(crate) fn origin(&self) -> &'a Origin {
        let Some(origins) = self.origins else { return self.origin };
        let mut path = self.path.as_str();
        loop {
            if let Some(origin) = origins.get(path) {
                return origin;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return self.origin,
            }
        }
    }

    /// A word on the place.
    pub(crate) fn label(&self, text: impl Into<String>) -> Label {
        Label { origin: self.origin().clone(), text: text.into() }
    }

    /// `` `vpc` of ec2.subnet.a ``, for messages.
    pub(crate) fn words(&self) -> String {
        match self.owner {
            Some(owner) => format!("`{}` of {owner}", self.path),
            None => format!("output `{}`", self.path),
        }
    }
}
