use std::collections::BTreeMap;

use scaffold_aws_core::Tags;

/// The tag of a function that says whose its URLs are: AWS has neither tags nor texts for a URL. It is
/// written before the URL is made.
pub(crate) const TAG: &str = "scaffold:urls";

/// Addresses by the name of the alias, or by nothing for the function itself.
pub(crate) type Marks = BTreeMap<String, String>;

/// What the tag says: `lambda.url.front live=lambda.url.live`.
pub(crate) fn marks(tags: &Tags) -> Marks {
    let words =
        tags.get(TAG).map(String::as_str).unwrap_or_default().split(' ').filter(|word| !word.is_empty());
    words
        .map(|word| match word.split_once('=') {
            Some((alias, address)) => (alias.to_owned(), address.to_owned()),
            None => (String::new(), word.to_owned()),
        })
        .collect()
}

/// The tag that says so.
pub(crate) fn tag(marks: &Marks) -> String {
    let word = |(alias, address): (&String, &String)| match alias.as_str() {
        "" => address.clone(),
        alias => format!("{alias}={address}"),
    };
    marks.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_they_are_written() {
        let given: Marks = [("", "lambda.url.front"), ("live", "function.api/url")]
            .map(|(alias, address)| (alias.to_owned(), address.to_owned()))
            .into();
        let text = tag(&given);
        assert_eq!(text, "lambda.url.front live=function.api/url");
        assert_eq!(marks(&[(TAG.to_owned(), text)].into()), given);
        assert_eq!(marks(&Tags::new()), Marks::new());
    }
}
