use percent_encoding::percent_decode_str;

/// A policy document out of an answer, where it stands encoded for URLs (RFC 3986). Plain JSON, as some
/// endpoints answer, stays what it is: a `%` in it is no escape.
pub(crate) fn decoded(document: &str) -> String {
    if document.trim_start().starts_with('{') {
        return document.to_owned();
    }
    percent_decode_str(document).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn documents_are_decoded_once() {
        let document = r#"{"Sid":"a+b %41 é"}"#;
        let encoded = "%7B%22Sid%22%3A%22a%2Bb%20%2541%20%C3%A9%22%7D";
        assert_eq!(decoded(encoded), document);
        assert_eq!(decoded(document), document);
    }
}
