use std::fmt;
use std::str::FromStr;

use scaffold_aws_core::Connection;

/// Where in S3 a ledger lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Place {
    /// The bucket's name.
    pub bucket: String,
    /// What every key begins with, without a slash at either end; empty for nothing.
    pub prefix: String,
    /// Whether the bucket is scaffold's own, made where it is absent. A bucket that users name is theirs.
    pub ours: bool,
}

/// A text is no place in S3.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no place in S3: {why}; write s3://BUCKET or s3://BUCKET/PREFIX")]
pub struct NotAPlace {
    text: String,
    why: &'static str,
}

impl S3Place {
    /// The bucket that is made for an account and region: `scaffold-123456789012-us-east-1`.
    pub fn of_account(connection: &Connection) -> Self {
        let cloud = connection.id();
        let bucket = format!("scaffold-{}-{}", cloud.account, cloud.region);
        Self { bucket, prefix: String::new(), ours: true }
    }

    /// The key in the bucket of a key of the ledger.
    pub(crate) fn key(&self, key: &str) -> String {
        if self.prefix.is_empty() { key.to_owned() } else { format!("{}/{key}", self.prefix) }
    }

    /// The key of the ledger of a key in the bucket.
    pub(crate) fn own_key<'a>(&self, key: &'a str) -> Option<&'a str> {
        if self.prefix.is_empty() {
            return Some(key);
        }
        key.strip_prefix(&self.prefix)?.strip_prefix('/')
    }
}

impl fmt::Display for S3Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)?;
        if self.prefix.is_empty() { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}

impl FromStr for S3Place {
    type Err = NotAPlace;

    /// `s3://bucket` or `s3://bucket/prefix`.
    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let no = |why| NotAPlace { text: text.to_owned(), why };
        let rest = text.strip_prefix("s3://").ok_or_else(|| no("it does not begin with s3://"))?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if let Some(why) = no_bucket(bucket) {
            return Err(no(why));
        }
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        if !prefix.is_empty() && prefix.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(no("a part of the prefix is empty, `.` or `..`"));
        }
        if prefix.chars().any(char::is_control) {
            return Err(no("the prefix has a control character"));
        }
        Ok(Self { bucket: bucket.to_owned(), prefix: prefix.to_owned(), ours: false })
    }
}

/// Why a name is no bucket's ("General purpose bucket naming rules"); none where it can be one.
fn no_bucket(name: &str) -> Option<&'static str> {
    let edge =
        |edge: Option<char>| edge.is_some_and(|edge| edge.is_ascii_lowercase() || edge.is_ascii_digit());
    if !(3..=63).contains(&name.len()) {
        Some("a bucket's name has 3 to 63 characters")
    } else if !name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-' || it == '.')
    {
        Some("a bucket's name has lower-case letters, digits, hyphens and dots")
    } else if !edge(name.chars().next()) || !edge(name.chars().last()) {
        Some("a bucket's name begins and ends with a letter or a digit")
    } else if name.ends_with("--x-s3") {
        Some("directory buckets cannot hold a ledger")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_written() {
        for (text, bucket, prefix) in [
            ("s3://acme-ledger", "acme-ledger", ""),
            ("s3://acme-ledger/", "acme-ledger", ""),
            ("s3://acme.ledger/team/shop/", "acme.ledger", "team/shop"),
        ] {
            let place: S3Place = text.parse().unwrap();
            assert_eq!((place.bucket.as_str(), place.prefix.as_str(), place.ours), (bucket, prefix, false));
            assert_eq!(place.to_string(), text.trim_end_matches('/'));
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in [
            "acme",
            "s3:/acme",
            "s3://",
            "s3://ab",
            "s3://Acme",
            "s3://acme_ledger",
            "s3://-acme",
            "s3://acme--use1-az4--x-s3",
            "s3://acme//x",
            "s3://acme/../x",
            "s3://acme/x\ny",
            "s3://ärger",
        ] {
            let error = text.parse::<S3Place>().unwrap_err().to_string();
            assert!(error.contains("write s3://BUCKET or s3://BUCKET/PREFIX"), "{error}");
        }
    }

    #[test]
    fn keys_lie_under_the_prefix() {
        let place: S3Place = "s3://acme/team".parse().unwrap();
        assert_eq!(place.key("leases/x"), "team/leases/x");
        assert_eq!(place.own_key("team/leases/x"), Some("leases/x"));
        assert_eq!(place.own_key("teams/leases/x"), None);
    }
}
