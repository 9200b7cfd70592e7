//! What others said, made fit to be shown: one line, of bounded length, without secrets.

/// Names after which a secret stands, in headers, queries, JSON and XML. AWS repeats the headers of a
/// request whose signature it refuses, and gateways repeat them on their pages.
const SECRET_NAMES: &[&str] = &[
    "authorization",
    "passwd",
    "password",
    "secret-access-key",
    "secret_access_key",
    "secretaccesskey",
    "security-token",
    "security_token",
    "securitytoken",
    "session-token",
    "session_token",
    "sessiontoken",
    "signature",
];

/// Stands where a secret was.
const MASK: &str = "***";

/// A text of somebody else as part of a message: at most `most` characters.
pub fn told(text: &str, most: usize) -> String {
    let text = without_named_secrets(&without_user_info(text));
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || is_invisible(c)).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(most) {
        None => line,
        Some(_) => {
            let kept: String = line.chars().take(most.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end())
        }
    }
}

/// What a terminal obeys, or what turns the text around it.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `http://name:password@host` without what stands before the host.
pub fn without_user_info(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        clean.push_str(before);
        let is_end = |c: char| c.is_whitespace() || c.is_control() || "/?#\"'<>`".contains(c);
        let authority = &after[..after.find(is_end).unwrap_or(after.len())];
        rest = match authority.rfind('@') {
            Some(at) => {
                clean.push_str(MASK);
                &after[at..]
            }
            None => after,
        };
    }
    clean + rest
}

/// `x-amz-security-token:IQoJ…`, `"password": "…"`, `<SessionToken>…` without what follows the name.
fn without_named_secrets(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    while let Some((name_end, begin, end)) = next_secret(&lower, from) {
        clean.push_str(&text[from..begin]);
        clean.push_str(MASK);
        from = end.max(name_end);
    }
    clean + &text[from..]
}

/// The end of a name, and where the value behind it begins and ends.
fn next_secret(lower: &str, from: usize) -> Option<(usize, usize, usize)> {
    let names = |from: usize| {
        let found =
            SECRET_NAMES.iter().filter_map(|name| Some((lower[from..].find(name)? + from, name.len())));
        found.min().map(|(at, length)| at + length)
    };
    let mut from = from;
    loop {
        let name_end = names(from)?;
        if let Some((begin, end)) = value_behind(lower, name_end) {
            return Some((name_end, begin, end));
        }
        from = name_end;
    }
}

/// The value behind a name, if the name is followed by what sets one.
fn value_behind(text: &str, name_end: usize) -> Option<(usize, usize)> {
    let rest = &text[name_end..];
    let closed = rest.trim_start_matches(['"', '\'', '\\']);
    let sign = closed.trim_start_matches([' ', '\t']);
    let set_by = sign.chars().next().filter(|c| ":=>".contains(*c))?;
    if set_by == '>' && text[..name_end].rfind('<').is_some_and(|at| text[at..].starts_with("</")) {
        return None;
    }
    let value = sign[1..].trim_start_matches([' ', '\t', '\\']);
    let (value, ends): (&str, &str) = match (set_by, value.chars().next()) {
        (_, Some('"')) => (&value[1..], "\"\\\n\r"),
        (_, Some('\'')) => (&value[1..], "'\n\r"),
        ('=', _) => (value, " \t\n\r&,;\"'<"),
        ('>', _) => (value, "<"),
        _ => (value, "\n\r\"'<"),
    };
    let begin = text.len() - value.len();
    let length = value.find(|c| ends.contains(c)).unwrap_or(value.len());
    (length > 0).then_some((begin, begin + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_one_line_of_bounded_length() {
        assert_eq!(told("one\r\n  two\u{1b}[31m\u{202e}three", 400), "one two [31m three");
        let long = told(&"é".repeat(1000), 80);
        assert_eq!(long.chars().count(), 80);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn secrets_are_masked_where_they_are_named() {
        for (said, told_so) in [
            ("POST\nx-amz-security-token:SECRET/1\nhost:x", "POST x-amz-security-token:*** host:x"),
            ("Authorization: AWS4-HMAC-SHA256 Credential=AKIA, Signature=SECRET", "Authorization: ***"),
            ("{\"password\": \"SECRET with space\", \"a\": 1}", "{\"password\": \"***\", \"a\": 1}"),
            ("<SessionToken>SECRET</SessionToken>ok", "<SessionToken>***</SessionToken>ok"),
            ("?X-Amz-Signature=SECRET&b=2", "?X-Amz-Signature=***&b=2"),
            ("via http://me:SECRET@proxy:3128/ failed", "via http://***@proxy:3128/ failed"),
            ("the password is too short", "the password is too short"),
            ("SignatureDoesNotMatch: nothing", "SignatureDoesNotMatch: nothing"),
        ] {
            assert_eq!(told(said, 400), told_so);
        }
    }
}
