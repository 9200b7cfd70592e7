use scaffold_model::CloudId;
use scaffold_provider::Error;

use crate::aws_core::judge::{Answer, Clock, judge, unreadable};
use crate::aws_core::redact::told;

/// Longest message of an answer, whatever it says.
const LONGEST: usize = 500;

/// An answer that is no success. The first line of the bytes has status, code, content type and clock, separated
/// by `|`; the rest is the body, and the message in it.
pub fn error_body(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (head, body) = (&bytes[..end], bytes.get(end + 1..).unwrap_or_default());
    let head = String::from_utf8_lossy(head);
    let mut words = head.split('|').map(|word| Some(word).filter(|word| !word.is_empty()));
    let mut next = || words.next().flatten();
    let status = next().and_then(|status| status.parse().ok()).unwrap_or(400);
    let (code, content_type) = (next(), next());
    let ahead = next().and_then(|ahead| ahead.parse().ok());
    let text = String::from_utf8_lossy(body);
    let clock = ahead.map(|ahead| Clock { date: "Sun, 22 Nov 2026 11:50:46 GMT", ahead });
    // The bytes may come upon the password by themselves.
    let secret = (!String::from_utf8_lossy(bytes).contains("SECRET")).then_some("SECRET");
    for endpoint in [None, Some("http://me:SECRET@127.0.0.1:5000")] {
        let cloud = CloudId {
            account: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
            endpoint: endpoint.map(str::to_owned),
        };
        for message in [None, Some(text.as_ref())] {
            let answer = Answer { status, code, message, request_id: None, content_type, body, clock };
            check(&judge("ec2:CreateVpc".to_owned(), &cloud, &answer), secret);
            check(&unreadable("ec2:CreateVpc".to_owned(), &cloud, &answer, &text), secret);
        }
    }
    let said = told(&text, 200);
    assert!(said.chars().count() <= 200 && !said.chars().any(char::is_control), "{said:?}");
}

/// One line of bounded length that no terminal obeys, without the password of the endpoint.
fn check(error: &Error, secret: Option<&str>) {
    let whole = error.to_string();
    assert!(!error.message.is_empty());
    assert!(
        error.message.chars().count() <= LONGEST,
        "{} characters: {error}",
        error.message.chars().count()
    );
    assert!(whole.chars().count() <= LONGEST + 250, "{error}");
    assert!(!whole.chars().any(char::is_control), "{whole:?}");
    assert!(secret.is_none_or(|secret| !whole.contains(secret)), "{whole:?}");
}
